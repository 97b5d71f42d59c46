import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scripts } from '../../package.json';
import { chosenKinds } from '../../scripts/package/kinds.js';
import { inRoot } from '../../scripts/setup/places.js';
import { LAYERS } from '../../scripts/test/layers.js';

/** What can be known of the workflows here, where none of them can run. */

// It comes with electron-builder, without types.
const { load } = createRequire(import.meta.url)('js-yaml') as { readonly load: (text: string) => unknown };

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const stepSchema = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  shell: z.string().optional(),
  'working-directory': z.string().optional(),
});
const jobSchema = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  needs: z.array(z.string()).optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  secrets: z.literal('inherit').optional(),
  permissions: permissions.optional(),
  strategy: z
    .strictObject({ 'fail-fast': z.boolean(), matrix: z.record(z.string(), z.unknown()) })
    .optional(),
  'runs-on': z.string().optional(),
  container: z.strictObject({ image: z.string(), options: z.string().optional() }).optional(),
  environment: z.string().optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(stepSchema).optional(),
});
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.unknown().optional(),
  env: z.record(z.string(), z.string()).optional(),
  jobs: z.record(z.string(), jobSchema),
});

const folder = inRoot('.github', 'workflows');
const files = readdirSync(folder).sort();
const workflows = files.map((file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  return { file, text, workflow: workflowSchema.parse(load(text)) };
});
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ in: `${file}: ${name}`, file, name, job })),
);
const steps = jobs.flatMap(({ in: place, job }) => (job.steps ?? []).map((step) => ({ place, step })));
const lines = steps.flatMap(({ place, step }) =>
  (step.run ?? '').split('\n').map((line) => ({ place, line })),
);

describe('the workflows', () => {
  it('are there for tests, packages, releases and the same bytes', () => {
    expect(files).toEqual(['packages.yml', 'release.yml', 'reproducible.yml', 'test.yml']);
  });

  it('may read the repository and nothing else, but for the one job that drafts a release', () => {
    expect(workflows.map(({ workflow }) => workflow.permissions)).toEqual(
      files.map(() => ({ contents: 'read' })),
    );
    const writing = jobs.filter(({ job }) => Object.values(job.permissions ?? {}).includes('write'));
    expect(writing.map((each) => each.in)).toEqual(['release.yml: publish']);
    expect(writing[0]?.job).toMatchObject({ environment: 'release', permissions: { contents: 'write' } });
  });

  it('use actions of GitHub’s own at a major version, others at a commit, and workflows that are there', () => {
    const used = [...steps.map(({ step }) => step.uses), ...jobs.map(({ job }) => job.uses)].filter(
      (uses) => uses !== undefined,
    );
    const isPinned = (uses: string) =>
      /^actions\/[a-z-]+@v\d+$/.test(uses) || /^[\w./-]+@[0-9a-f]{40}$/.test(uses);
    const isHere = (uses: string) => uses.startsWith('./') && existsSync(inRoot(uses));
    expect(used.filter((uses) => !isPinned(uses) && !isHere(uses))).toEqual([]);
    expect(used.length).toBeGreaterThan(10);
  });

  it('run scripts, layers, kinds and files that are there', () => {
    const commands = lines.flatMap(({ line }) => line.split(/&&|;|\$\(/));
    const scriptsRun = commands.flatMap((command) => /npm run ([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(scriptsRun.filter((name) => !(name in scripts))).toEqual([]);
    expect(scriptsRun.length).toBeGreaterThan(5);

    const layers = LAYERS.map(({ name }) => name);
    const tested = commands.flatMap(
      (command) => /npm test -- ([\w ]+)$/.exec(command.trim())?.[1]?.split(' ') ?? [],
    );
    const matrix = jobs.flatMap(({ job }) =>
      z.array(z.string()).catch([]).parse(job.strategy?.matrix['layer']),
    );
    expect([...tested, ...matrix].filter((layer) => !layers.includes(layer))).toEqual([]);

    const packaged = commands.flatMap((command) => {
      const [, kinds] = /npm run package -- (?:--release )?([\w. ]+)$/.exec(command.trim()) ?? [];
      return kinds === undefined ? [] : [kinds.split(' ')];
    });
    expect(packaged.length).toBeGreaterThan(2);
    for (const kinds of packaged) expect(() => chosenKinds(kinds)).not.toThrow();

    const programs = commands.flatMap(
      (command) => /node ((?:scripts|test)\/[\w./-]+)/.exec(command)?.[1] ?? [],
    );
    expect(programs.filter((file) => !existsSync(inRoot(file)))).toEqual([]);
    expect(programs.length).toBe(2);
  });

  it('put nothing that a person may have written into a command, and no secret', () => {
    const risky = lines.filter(({ line }) => /\$\{\{(?!\s*matrix\.)/.test(line));
    expect(risky).toEqual([]);
  });

  it('end by themselves, leave no token behind, and wait for jobs that are there', () => {
    for (const { in: place, job, file } of jobs) {
      if (job.uses === undefined) expect(job['timeout-minutes'], place).toBeGreaterThan(0);
      const all = Object.keys(workflows.find((each) => each.file === file)?.workflow.jobs ?? {});
      expect(
        (job.needs ?? []).filter((need) => !all.includes(need)),
        place,
      ).toEqual([]);
    }
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(5);
    for (const { place, step } of checkouts) expect(step.with?.['persist-credentials'], place).toBe(false);
  });

  it('run every layer of the tests', () => {
    const { job } = jobs.find((each) => each.in === 'test.yml: linux') ?? {};
    expect(job?.strategy?.matrix['layer']).toEqual(LAYERS.map(({ name }) => name));
  });

  it('package for three systems, each for two processors', () => {
    const made = jobs
      .filter(({ file }) => file === 'packages.yml')
      .map(
        ({ name, job }) =>
          [name, z.array(z.object({ arch: z.string() })).parse(job.strategy?.matrix['include'])] as const,
      );
    expect(made.map(([name, include]) => [name, include.map(({ arch }) => arch)])).toEqual([
      ['linux', ['x64', 'arm64']],
      ['windows', ['x64', 'arm64']],
      ['macos', ['x64', 'arm64']],
    ]);
  });

  it('sign by secrets that are given for a release only', () => {
    const secretive = steps.filter(({ step }) => JSON.stringify(step).includes('secrets.'));
    const isForRelease = ({ place, step }: (typeof steps)[number]) =>
      place === 'release.yml: publish' ||
      step.if === '${{ inputs.is-release }}' ||
      Object.values(step.env ?? {}).every((value) => value.startsWith('${{ inputs.is-release && '));
    expect(secretive.filter((each) => !isForRelease(each)).map(({ place }) => place)).toEqual([]);
    expect(secretive.length).toBe(4);
  });
});
