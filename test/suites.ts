import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { installChromium } from './bed/chromium.ts';
import { installEditor } from './bed/editor.ts';
import { Missing } from './bed/missing.ts';
import { repository, results } from './bed/paths.ts';
import type { HostResult } from './host/registry.ts';

/** How many tests of a suite ended in which way, and why those that could not run were skipped. */
export type Outcome = { passed: number; failed: number; skipped: number; reason?: string };

export type Suite = { name: string; run(): Promise<Outcome> };

/** All suites, the quick ones first. */
export const suites: Suite[] = [
  { name: 'unit', run: () => vitest('unit') },
  { name: 'conformance', run: () => vitest('conformance') },
  { name: 'host', run: () => inEditor('host', '**/*.host.ts', host) },
  { name: 'e2e', run: () => inEditor('e2e', '**/*.spec.ts', () => vitest('e2e')) },
];

/** Runs a suite that needs the editor and a browser, or counts its tests as skipped where they cannot be had. */
async function inEditor(suite: string, files: string, run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    await installEditor();
    await installChromium();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { passed: 0, failed: 0, skipped: await countTests(suite, files), reason: error.message };
  }
  return run();
}

async function countTests(suite: string, files: string): Promise<number> {
  const folder = join(repository, 'test', suite);
  let count = 0;
  for await (const file of glob(files, { cwd: folder }))
    count += (await readFile(join(folder, file), 'utf8')).match(/^\s*test(\.\w+)?\(/gm)?.length ?? 0;
  return count;
}

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
};

/**
 * Runs a suite. A file with a failure is run once more, by itself: on a machine with two cores an editor may be late once.
 * What passes then counts as passed and is named as unsteady, which is a fault to be mended.
 */
async function vitest(suite: string): Promise<Outcome> {
  const folder = join(repository, 'test', suite);
  if (!existsSync(folder)) return { passed: 0, failed: 0, skipped: 0 };
  const { code, report } = await vitestOnce(suite, folder, []);
  const files = report?.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name) ?? [];
  if (!report || files.length === 0 || files.length > mostRunAgain) return settle(code, countsOf(report));
  console.log(`\n=== ${suite}, once more: ${files.map((file) => relative(repository, file)).join(', ')}`);
  const again = await vitestOnce(suite, folder, files);
  const first = countsOf({ ...report, ...countFiles(report, (name) => !files.includes(name)) });
  const second = countsOf(again.report);
  const unsteady = failedTests(report).filter((name) => !failedTests(again.report).includes(name));
  const outcome = settle(again.code, {
    passed: first.passed + second.passed,
    failed: first.failed + second.failed,
    skipped: first.skipped + second.skipped,
  });
  return unsteady.length > 0 ? { ...outcome, reason: `unsteady: ${unsteady.join('; ')}` } : outcome;
}

/** More files than this do not fail by chance. */
const mostRunAgain = 5;

async function vitestOnce(
  suite: string,
  folder: string,
  files: string[],
): Promise<{ code: number; report: VitestReport | undefined }> {
  const config = join(folder, 'vitest.config.ts');
  const where = existsSync(config) ? ['--config', config] : ['--dir', folder, '--testTimeout=60000'];
  const file = join(results, `${suite}${files.length > 0 ? '-again' : ''}.json`);
  await rm(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const cli = join(repository, 'node_modules/vitest/vitest.mjs');
  const code = await node([cli, 'run', ...where, ...reporters, ...files]);
  return { code, report: await readJson<VitestReport>(file) };
}

function countsOf(report: VitestReport | undefined): Outcome {
  return {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

function countFiles(
  { testResults }: VitestReport,
  wanted: (file: string) => boolean,
): Omit<VitestReport, 'testResults'> {
  const tests = testResults
    .filter(({ name }) => wanted(name))
    .flatMap(({ assertionResults }) => assertionResults);
  const count = (...states: string[]) => tests.filter(({ status }) => states.includes(status)).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped', 'pending', 'disabled'),
    numTodoTests: count('todo'),
  };
}

function failedTests(report: VitestReport | undefined): string[] {
  const tests = report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  return tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}

async function host(): Promise<Outcome> {
  const report = join(results, 'host.json');
  await rm(report, { force: true });
  const code = await node([join(repository, 'test/host/run.ts')]);
  const outcomes = (await readJson<HostResult[]>(report)) ?? [];
  const failed = outcomes.filter((outcome) => outcome.error !== undefined).length;
  return settle(code, { passed: outcomes.length - failed, failed, skipped: 0 });
}

/** A suite that ends badly without a failed test (a file that does not load) counts as one failure. */
function settle(code: number, outcome: Outcome): Outcome {
  return code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
}

async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** Runs a program of ours with its output shown; returns its exit code, 1 when a signal ended it. */
async function node(args: string[]): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: repository, stdio: 'inherit' });
  return new Promise((done) => child.on('exit', (code) => done(code ?? 1)));
}
