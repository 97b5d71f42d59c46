import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { UserConfig } from 'electron-vite';
import { listModules } from './scripts/package/bundled-modules.js';
import { channels, contract } from './shared/ipc.ts';

// What is loaded at run time instead of being bundled: Electron itself, and native modules.
// kerberos is optional: where it is absent, Negotiate is not offered.
const NATIVE = ['electron', 'keytar', 'kerberos'];

/**
 * Reading the script is a quarter of what the command line takes to start: it goes without comments, and in ASCII, so that
 * V8 keeps a byte a character and not two. Names and lines stay: the log says by them where an error came from.
 */
const smallButLegible = {
  compress: false,
  mangle: false,
  codegen: { removeWhitespace: false, asciiOnly: true },
} as const;

const main: NonNullable<UserConfig['main']> = {
  // Only such a build, never one that is given away, takes the switches by which tests look into the packaged app.
  define: {
    __TEST_BUILD__: JSON.stringify(process.env['CAUSEWAY_TEST_BUILD'] === '1'),
    // Where newer versions are told of; without it an app asks nothing, unless its settings name a feed.
    __UPDATE_FEED__: JSON.stringify(process.env['CAUSEWAY_UPDATE_FEED'] ?? ''),
    __CALLS__: JSON.stringify(channels.filter((name) => contract[name].direction === 'call')),
  },
  plugins: [listModules('main')],
  build: {
    outDir: 'out/main',
    target: 'node20',
    sourcemap: false,
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        index: 'main/index.ts',
        cli: 'main/cli.ts',
        keychain: 'main/workers/keychain.ts',
        blocking: 'main/workers/blocking.ts',
        opened: 'main/workers/opened.ts',
        documents: 'main/workers/documents.ts',
      },
      external: NATIVE,
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        minify: smallButLegible,
        comments: { legal: true, annotation: false, jsdoc: false },
      },
    },
  },
};

/**
 * What the preload script needs of the contract. It runs before anything is drawn: the schemas, which it has no use for,
 * would come with a library that takes longer than all the rest of it.
 */
const directions = channels.map((name) => [name, contract[name].direction] as const);

// A sandboxed preload can require nothing but Electron: one file, CommonJS, everything inside.
const preload: NonNullable<UserConfig['preload']> = {
  define: { __CHANNELS__: JSON.stringify(directions) },
  plugins: [listModules('preload')],
  build: {
    outDir: 'out/preload',
    externalizeDeps: false,
    sourcemap: false,
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: { preload: 'main/preload.ts' },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
};

const renderer: NonNullable<UserConfig['renderer']> = {
  root: 'renderer',
  // No settings file: components need no preprocessing, Svelte reads TypeScript itself.
  plugins: [svelte({ configFile: false }), listModules('renderer')],
  build: {
    outDir: 'out/renderer',
    target: 'chrome130',
    sourcemap: false,
    minify: true,
    reportCompressedSize: false,
    // The content security policy knows no data: and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: 'renderer/index.html' },
  },
};

/** `CAUSEWAY_BUILD` names one part to build: the command line needs only `main`. */
function partsToBuild(only: string | undefined): UserConfig {
  switch (only) {
    case 'main':
      return { main, preload };
    case 'renderer':
      return { renderer };
    default:
      return { main, preload, renderer };
  }
}

export default defineConfig(partsToBuild(process.env['CAUSEWAY_BUILD']));
