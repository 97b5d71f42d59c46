import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../main/ports/files.ts';
import { NodeSystemRoots } from '../../main/ports/system-roots.ts';
import { FakeSystemRoots } from '../fakes/system-roots.ts';
import { makeFolder, type PrivateFolder } from '../peers/folder.ts';
import { systemRootsContract, type SystemRootsBench } from './system-roots-contract.ts';

const plain = readFileSync(new URL('../cases/pem/plain.pem', import.meta.url), 'utf8');

const [authority = ''] = rootCertificates;

let folder: PrivateFolder;
beforeEach(async () => {
  folder = await makeFolder('roots');
});
afterEach(() => folder.remove());

const fromEnvironment = (environment: NodeJS.ProcessEnv) =>
  new NodeSystemRoots(environment, nodeFiles).fromEnvironment();

const benches: [string, SystemRootsBench][] = [
  [
    'the fake',
    {
      adding: (added) => Promise.resolve(new FakeSystemRoots([authority], added)),
      own: plain,
    },
  ],
  [
    'this computer',
    {
      adding: async (added) => {
        const file = added.length === 0 ? '' : await folder.write('added.pem', `${added.join('\n')}\n`);
        return new NodeSystemRoots({ SSL_CERT_FILE: file }, nodeFiles);
      },
      own: plain,
    },
  ],
];

describe.each(benches)('the roots of %s', (_name, bench) => {
  it.each(systemRootsContract)('$says', async ({ holds }) => {
    await expect(holds(bench)).resolves.toBeUndefined();
  });
});

describe('the roots of the environment', () => {
  it('are none where no variable is set, or an empty one', async () => {
    expect(await fromEnvironment({})).toEqual([]);
    expect(await fromEnvironment({ NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: '' })).toEqual([]);
  });

  it.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'])(
    'c12: come from the file that %s names',
    async (variable) => {
      const file = await folder.write('ca.pem', `# Corp\n${plain}`);
      const [added] = await fromEnvironment({ [variable]: file });
      expect(added).toMatchObject({ variable, flaw: null });
      expect(added?.certificates).toHaveLength(1);
    },
  );

  it('are only those that this computer does not have anyway', async () => {
    const roots = await new NodeSystemRoots({}, nodeFiles).read();
    const file = await folder.write('bundle.pem', `${roots.join('\n')}\n`);
    expect(await fromEnvironment({ SSL_CERT_FILE: file })).toEqual([]);
  });

  it('tell of a file that is of no use', async () => {
    const text = await folder.write('notes.txt', 'no certificate');
    const missing = folder.file('missing.pem');
    expect(await fromEnvironment({ NODE_EXTRA_CA_CERTS: missing, SSL_CERT_FILE: text })).toEqual([
      { variable: 'NODE_EXTRA_CA_CERTS', certificates: [], flaw: 'unreadable' },
      { variable: 'SSL_CERT_FILE', certificates: [], flaw: 'noCertificates' },
    ]);
  });
});
