import { createHash } from 'node:crypto';
import { ABOUT } from './identity.js';

/** @typedef {{name: string, version: string, licence: string}} Component */

/** @param {Component} component */
function entryOf({ name, version, licence }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    // Some name a choice, as an expression.
    licenses: [/[ ()]/.test(licence) ? { expression: licence } : { license: { id: licence } }],
    purl,
  };
}

/** @param {{name: string, version: string, licence: string}} program */
const frameworkOf = ({ name, version, licence }) => ({
  type: 'framework',
  'bom-ref': `pkg:generic/${name}@${version}`,
  name,
  version,
  licenses: [{ license: { id: licence } }],
  purl: `pkg:generic/${name}@${version}`,
});

/** A UUID that is the same for the same content. @param {string} text */
function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * What the app consists of, for programs to read (CycloneDX 1.6).
 * @param {{version: string, epochSeconds: number, frameworks: readonly Component[], modules: readonly Component[]}} facts
 * @returns {string} JSON
 */
export function sbomOf({ version, epochSeconds, frameworks, modules }) {
  const own = `pkg:npm/${ABOUT.name}@${version}`;
  const components = [...frameworks.map(frameworkOf), ...modules.map(entryOf)];
  const content = {
    version: 1,
    metadata: {
      timestamp: new Date(epochSeconds * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': own,
        name: ABOUT.name,
        version,
        licenses: [{ license: { id: ABOUT.license } }],
        purl: own,
      },
    },
    components,
    dependencies: [{ ref: own, dependsOn: components.map((component) => component['bom-ref']) }],
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(content))}`;
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber, ...content }, null, 2)}\n`;
}
