import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { FLOORS } from './scripts/imports/floors.js';
import { onlyDownward } from './scripts/imports/only-downward.js';

/**
 * The borders of the architecture, as lint rules: who may import what, who may open a secret, who may print.
 * `test/unit/boundaries.test.ts` proves that each of them bites. Rules that need types are in `.oxlintrc.json`: its
 * linter takes a tenth of the time for them.
 */

const ELECTRON_FILES = [
  ...['main/index.ts', 'main/start.ts', 'main/preload.ts', 'main/ipc.ts', 'main/early-calls.ts'],
  ...['main/window.ts', 'main/ports/**'],
];
const PURE_FILES = [
  'main/tokens/{inspect,machine,sign-in-machine}.ts',
  'main/sync/machine.ts',
  'main/pacing/backoff.ts',
  'main/sync/messages.ts',
  'main/network/route.ts',
  'main/network/{classify,answer-marks,products}.ts',
  'main/network/classify/**',
  'main/documents/migrations.ts',
  'main/demo/conversation.ts',
  'main/desktop/{outage-news,quiet-hours}.ts',
  'main/history/{compaction,fold,idle-limit,measures,meter,observer,records}.ts',
  'main/updates/{decision,keys,schedule,signed-manifest,way}.ts',
];
const PICTURED_FILES = ['main/desktop/{news-words,tray-picture}.ts'];
const REVEALING_FILES = [
  'main/tokens/auth-server.ts',
  'main/secrets/vault.ts',
  // The person's own act: a token shown for a moment, copied, or taken apart.
  'main/inspection/disclosure.ts',
  'main/inspection/token-inspector.ts',
  'main/sync/upgrade-request.ts',
  // The profile's own headers, on their way to its servers.
  'main/relay/way-out.ts',
  // An account's access tokens, for the apps that it is lent to, and what their stand-ins are made with.
  'main/relay/lent-account.ts',
  'main/relay/stand-ins.ts',
  'main/sync/messages.ts',
  // Where it is known what has to be recognised in what comes back.
  'main/network/known-secrets.ts',
  'main/network/tunnel/connect.ts',
  'main/network/tunnel/proxy-authenticator.ts',
  'main/network/tunnel/socks.ts',
  // The private key of a client certificate leaves through TLS.
  'main/network/trust.ts',
  // Where it is defined.
  'main/secrets/secret.ts',
];
const PRINTING_FILES = ['main/cli.ts', 'main/log.ts'];

const ELECTRON = {
  regex: '^electron(/|$)',
  message:
    'Only main/index, start, preload, ipc, early-calls, window and the adapters in main/ports touch Electron.',
};
const RENDERER = { regex: '(^|/)renderer/', message: 'Nothing but the window itself imports the renderer.' };
const TESTS = { regex: '(^|/)test/', message: 'Shipped code does not import tests.' };
const PORTS = {
  regex: '(^|/)ports/',
  message: 'A pure decision takes what it needs as an argument, not as a port.',
};
const IN_AND_OUT = {
  regex: '^node:(?!buffer$|crypto$|url$)',
  message: 'A pure decision does no input or output.',
};
const OUTSIDE_SHARED = {
  regex: '^(?!zod(/|$)|\\.\\.?/)|(^|/)(main|renderer|test|scripts)/',
  message: 'shared/ imports nothing but itself and zod: it runs on both sides.',
};
const OUTSIDE_RENDERER = {
  regex:
    '^(?!(svelte|bits-ui|@lucide/svelte|@tanstack/svelte-virtual|uplot)(/|$)|\\.\\.?/)|(^|/)(main|test|scripts)/',
  message: 'renderer/ imports shared/ and drawing libraries only: neither Electron nor Node.',
};
const INSIDE_SNIPPETS = {
  regex: '(^|/)snippet/(?!index\\.ts$)',
  message: 'Snippets are read through shared/interchange/snippet/index.ts, and nothing else in there.',
};
const NOT_BUILT_IN = {
  regex: '^(?!node:|\\.\\.?/)',
  message: 'This runs before the dependencies are installed. Load what is installed with import().',
};

const ELECTRON_LOADED = [
  {
    selector: "ImportExpression[source.value='electron'], CallExpression[callee.name='require']",
    message: ELECTRON.message,
  },
];
const REVEALED = [
  {
    selector:
      "MemberExpression[property.name='reveal'], MemberExpression[property.value='reveal'], ObjectPattern > Property[key.name='reveal']",
    message:
      'Secrets are revealed only where they leave: auth-server, vault, upgrade-request, relay, messages, tunnel, trust.',
  },
];

/** A language is words only: which of them are said is decided once, for all languages. */
const BRANCHES = [
  'ConditionalExpression',
  'IfStatement',
  'SwitchStatement',
  'LogicalExpression',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'TryStatement',
].map((selector) => ({
  selector,
  message: 'A language decides nothing: see shared/text/problem-cases.ts and shared/text/forms.ts.',
}));

/**
 * @param {...{regex: string, message: string, allowTypeImports?: boolean}} patterns
 * @returns {['error', object]}
 */
const refuse = (...patterns) => ['error', { patterns: [INSIDE_SNIPPETS, ...patterns] }];

export default tseslint.config(
  // default-app and empty-window run inside Electron, on parts of it that have no types.
  {
    ignores: [
      'scripts/setup/default-app/',
      'bench/empty-window/',
      'out/',
      'release/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      'coverage/',
      // What people hand us, not code of ours.
      'test/cases/',
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': [
        'error',
        { object: 'URL', property: 'canParse', message: 'It errs once it is optimized: see shared/urls.ts.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    rules: {
      // Types are svelte-check's business in components; here the compiler's own words about runes are enough.
      'max-lines-per-function': 'off',
      'prefer-const': 'off',
      'svelte/no-at-html-tags': 'error',
    },
  },

  { files: ['shared/**'], rules: { 'no-restricted-imports': refuse(OUTSIDE_SHARED) } },
  { files: ['shared/text/*/**'], rules: { 'no-restricted-syntax': ['error', ...BRANCHES] } },
  {
    files: ['renderer/**'],
    rules: { 'no-restricted-imports': refuse(OUTSIDE_RENDERER), 'no-console': 'error' },
  },
  {
    files: ['main/**'],
    rules: {
      'no-restricted-imports': refuse(ELECTRON, RENDERER, TESTS),
      'no-restricted-syntax': ['error', ...ELECTRON_LOADED, ...REVEALED],
      'no-console': 'error',
    },
  },
  {
    files: ELECTRON_FILES,
    rules: {
      'no-restricted-imports': refuse(RENDERER, TESTS),
      'no-restricted-syntax': ['error', ...REVEALED],
    },
  },
  {
    files: PURE_FILES,
    rules: { 'no-restricted-imports': refuse(ELECTRON, RENDERER, TESTS, PORTS, IN_AND_OUT) },
  },
  {
    // Drawn from a picture and from words, which the ports that show them define.
    files: PICTURED_FILES,
    rules: {
      'no-restricted-imports': refuse(
        ELECTRON,
        RENDERER,
        TESTS,
        { ...PORTS, allowTypeImports: true },
        IN_AND_OUT,
      ),
    },
  },
  {
    files: Object.keys(FLOORS).map((part) => `${part}/**`),
    plugins: { floors: { rules: { 'only-downward': onlyDownward } } },
    rules: { 'floors/only-downward': 'error' },
  },
  { files: REVEALING_FILES, rules: { 'no-restricted-syntax': ['error', ...ELECTRON_LOADED] } },
  { files: PRINTING_FILES, rules: { 'no-console': 'off' } },

  {
    files: ['test/**', 'bench/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['test/fakes/**', 'test/contracts/**', 'test/unit/**', 'test/integration/**'],
    rules: { 'no-restricted-imports': refuse(ELECTRON) },
  },
  {
    files: ['scripts/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-restricted-imports': refuse(NOT_BUILT_IN) },
  },
);
