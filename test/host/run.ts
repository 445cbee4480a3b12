/**
 * Runs `test/host/tests/*.host.ts` inside the extension host of a real VS Code on `test/workspaces/empty`.
 * Prints each result, writes all of them to `test/results/host.json`, and exits with 1 if one failed.
 * Needs a build (`npm run build`); an argument chooses the files whose name holds it.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { chromiumArguments, installChromium } from '../bed/chromium.ts';
import { installEditor } from '../bed/editor.ts';
import { repository, results } from '../bed/paths.ts';
import { freePort, startServer, stop, stopAllWith } from '../bed/processes.ts';
import { newProfile, type Profile } from '../bed/profile.ts';
import type { HostResult } from './registry.ts';

const filter = process.argv[2] ?? '';
const profile = await newProfile();
const resultsFile = join(profile.root, 'host-results.json');
try {
  await bundleTests();
  await runInHost();
  process.exitCode = await report();
} finally {
  await stopAllWith('SLIPWAY_STATE_DIR', profile.state);
  await rm(profile.root, { recursive: true, force: true, maxRetries: 5 });
}

/** One CommonJS file with every test and the `run` that VS Code calls. */
async function bundleTests(): Promise<void> {
  const folder = join(import.meta.dirname, 'tests');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.host.ts') && name.includes(filter));
  if (files.length === 0) throw new Error(`no file of test/host/tests holds "${filter}" in its name`);
  const imports = files.sort().map((name) => `import ${JSON.stringify(join(folder, name))};`);
  const main = join(import.meta.dirname, 'in-host.ts');
  await build({
    stdin: {
      contents: [...imports, `export { run } from ${JSON.stringify(main)};`].join('\n'),
      resolveDir: repository,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    outfile: join(profile.root, 'tests/index.js'),
  });
  await cp(join(repository, 'test/workspaces/empty'), join(profile.root, 'workspace'), { recursive: true });
}

async function runInHost(): Promise<void> {
  const editor = await installEditor();
  const executablePath = await installChromium();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const flags = ['--without-connection-token', '--accept-server-license-terms', '--enable-smoke-test-driver'];
  const quiet = ['--disable-telemetry', '--disable-workspace-trust'];
  const folders = ['--server-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  const server = await startServer({
    command: [
      editor.node,
      editor.vscodeServer,
      '--host=127.0.0.1',
      `--port=${port}`,
      ...flags,
      ...quiet,
      ...folders,
    ],
    env: { ...profile.env, SLIPWAY_HOST_RESULTS: resultsFile },
    url: address,
    log: join(profile.root, 'vscode-server.log'),
  });
  try {
    const browser = await chromium.launch({ executablePath, args: chromiumArguments });
    await visit(browser, `${address}/?${new URLSearchParams(payload(profile))}`).finally(() =>
      browser.close(),
    );
  } finally {
    await stop(server);
  }
}

/** Tells the workbench which folder to open, which extension to load, and where its tests are. */
function payload({ root }: Profile): Record<string, string> {
  const remote = (path: string) => `vscode-remote://remote${path}`;
  const settings = [
    ['extensionDevelopmentPath', remote(repository)],
    ['extensionTestsPath', remote(join(root, 'tests'))],
  ];
  return { folder: join(root, 'workspace'), payload: JSON.stringify(settings) };
}

/** Opens the workbench and waits until the tests have ended, which the smoke-test driver tells by a global function. */
async function visit(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  await page.exposeFunction('codeAutomationLog', () => undefined);
  const ended = new Promise<void>((done, fail) => {
    const timer = setTimeout(
      () => fail(new Error('the extension host did not end its tests in 5 minutes')),
      300_000,
    );
    void page.exposeFunction('codeAutomationExit', () => {
      clearTimeout(timer);
      done();
    });
  });
  await page.goto(url);
  await ended;
}

/** Prints the results and returns the exit code. */
async function report(): Promise<number> {
  const outcomes = JSON.parse(await readFile(resultsFile, 'utf8')) as HostResult[];
  for (const { name, durationMs, error } of outcomes) {
    console.log(`${error === undefined ? '✓' : '✗'} ${name} (${durationMs} ms)`);
    if (error !== undefined) console.log(error.replaceAll(/^/gm, '    '));
  }
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'host.json'), JSON.stringify(outcomes, undefined, 2));
  return outcomes.some((outcome) => outcome.error !== undefined) ? 1 : 0;
}
