import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rpmRequires } from './dependencies.js';
import { ABOUT, INSTALLED, packageArch } from './identity.js';
import { layOut } from './installed-tree.js';
import { maintainerScript } from './maintainer-scripts.js';
import { runTool } from './run.js';
import { contentOf } from './same-bytes.js';

/** In a spec a percent sign begins a macro. @param {string} text */
const literal = (text) => text.replaceAll('%', '%%');

/** Without its first line, which names the shell that RPM takes anyway. @param {string} text */
const scriptlet = (text) => literal(text.slice(text.indexOf('\n') + 1).trim());

/** Folders that belong to the system, or that other packages share. @param {string} name */
const isOwn = (name) =>
  name.startsWith(`${INSTALLED.slice(1)}`) || name.startsWith(`usr/share/doc/${ABOUT.name}`);

/**
 * What RPM is told of each file: those of the app and its documentation as whole folders.
 * @param {readonly string[]} names relative, folders with a slash at their end
 */
export function fileListOf(names) {
  const shared = names.filter((name) => !isOwn(name) && !name.endsWith('/')).map((name) => `/${name}`);
  return [
    INSTALLED,
    `%attr(4755, root, root) ${INSTALLED}/chrome-sandbox`,
    `/usr/share/doc/${ABOUT.name}`,
    ...shared,
  ].join('\n');
}

/**
 * @param {import('./identity.js').Identity} identity
 * @param {{root: string, files: string, scripts: Readonly<Record<'post' | 'postun', string>>}} content
 */
function specOf({ packageVersion }, { root, files, scripts }) {
  const requires = rpmRequires.map((name) => `Requires: ${name}`).join('\n');
  return `Name: ${ABOUT.name}
Version: ${packageVersion}
Release: 1
Summary: ${literal(ABOUT.description)}
License: ${ABOUT.license}
URL: ${ABOUT.homepage}
Vendor: ${ABOUT.author.name}
Packager: ${ABOUT.maintainer}
AutoReqProv: no
${requires}
Recommends: ca-certificates

%description
${ABOUT.productName} says who refused a connection, why, and what to change: forward proxies,
gateways, certificates, tokens. With a window and a command line.

%install
mkdir -p %{buildroot}
cp -al '${root}/.' %{buildroot}

%post
${scripts.post}

%postun
${scripts.postun}

%files
%defattr(-, root, root)
${files}
`;
}

/** What would change the files, look into them, or say where and when the package was made. */
const DEFINITIONS = {
  _build_id_links: 'none',
  __os_install_post: '%{nil}',
  debug_package: '%{nil}',
  _buildhost: 'reproducible',
  use_source_date_epoch_as_buildtime: '1',
  clamp_mtime_to_source_date_epoch: '1',
  _binary_filedigest_algorithm: '8',
};

/**
 * An .rpm, by Debian's or anybody's `rpmbuild`.
 * @param {import('./kinds.js').Making & {level?: number}} making `level`: of zstd, for tests that are in a hurry
 * @returns {Promise<string>} the file
 */
export async function makeRpm(making) {
  const { identity, release, isRelease, level = isRelease ? 19 : 9 } = making;
  const arch = packageArch(identity.arch).rpm;
  const work = await mkdtemp(path.join(release, '.rpm-'));
  try {
    const root = path.join(work, 'root');
    await layOut(making, 'rpm', root);
    const scripts = {
      post: scriptlet(await maintainerScript('rpm', 'postinst')),
      postun: scriptlet(await maintainerScript('rpm', 'postrm')),
    };
    const files = fileListOf(await contentOf(root, '', { markFolders: true }));
    const spec = path.join(work, `${ABOUT.name}.spec`);
    await writeFile(spec, specOf(identity, { root, files, scripts }));
    const output = path.join(work, 'made');
    await mkdir(output);
    const definitions = {
      ...DEFINITIONS,
      _topdir: work,
      _rpmdir: output,
      _binary_payload: `w${level}.zstdio`,
    };
    await runTool(
      'rpmbuild',
      [
        ...['-bb', '--target', arch, '--quiet'],
        ...Object.entries(definitions).flatMap(([name, value]) => ['--define', `${name} ${value}`]),
        spec,
      ],
      { env: { ...process.env, SOURCE_DATE_EPOCH: String(identity.epochSeconds) } },
    );
    const [made = ''] = (await contentOf(output)).filter((name) => name.endsWith('.rpm'));
    const file = path.join(release, `${ABOUT.name}-${identity.version}.${arch}.rpm`);
    await rename(path.join(output, made), file);
    return file;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
