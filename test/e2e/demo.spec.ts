import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { cache, repository } from '../bed/paths.ts';
import { answers, stopAllWith } from '../bed/processes.ts';
import { Workbench } from './harness/workbench.ts';

const python = await exampleEnv();
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

describe.skipIf('skipped' in python)(`npm run demo${why}`, () => {
  const bed = inject('bed');
  let root: string;
  let workspace: string;
  let env: NodeJS.ProcessEnv;
  let editor: ChildProcess | undefined;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'slipway-demo-'));
    workspace = join(root, 'examples');
    const state = join(root, 'state');
    await cp(join(repository, 'examples'), workspace, {
      recursive: true,
      filter: (path) => !/\/(\.venv|\.slipway)(\/|$)/.test(path),
    });
    if ('env' in python) await symlink(python.env.VIRTUAL_ENV ?? '', join(workspace, '.venv'));
    // Without desktop VS Code, whose window would open on the screen of whoever runs the tests.
    const folders = (process.env.PATH ?? '').split(delimiter);
    const path = folders.filter((folder) => !existsSync(join(folder, 'code'))).join(delimiter);
    env = {
      ...bed.profile.env,
      PATH: path,
      SLIPWAY_STATE_DIR: state,
      SLIPWAY_VSIX: bed.vsix,
      SLIPWAY_TEST_CACHE: cache,
    };
  });

  afterAll(async () => {
    if (editor?.pid && editor.exitCode === null && editor.signalCode === null)
      process.kill(-editor.pid, 'SIGKILL');
    await stopAllWith('SLIPWAY_STATE_DIR', join(root, 'state'));
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });

  /** As a user starts it in a terminal, whose Ctrl+C reaches all of its processes. */
  function demo(...flags: string[]): { child: ChildProcess; printed: () => string } {
    const own = ['--workspace', workspace, '--profile', join(root, 'profile')];
    const child = spawn('npm', ['run', 'demo', '--', ...own, ...flags], {
      cwd: repository,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    return { child, printed: () => text };
  }

  test('--headless ends with the metrics of the training', async () => {
    const { child, printed } = demo('--headless');
    const [code] = await once(child, 'close');
    expect(code, printed()).toBe(0);
    expect(printed()).toMatch(/Run [\w-]+: FINISHED\n\nmetric +latest +step\n/);
    expect(printed()).toMatch(/\ntest\/f1_macro +0\.9\d+ +0\n/);
    expect(printed()).toMatch(/\ntrain\/loss +0\.0\d+ +39\n/);
    expect(printed()).not.toContain('Open http');
  }, 240_000);

  test('prints the address of an editor that has the runs, and Ctrl+C ends it', async () => {
    const { child, printed } = demo();
    editor = child;
    const address = () => /Open (http:\S+)/.exec(printed())?.[1];
    await expect
      .poll(() => address() ?? (child.exitCode !== null && printed()), { timeout: 240_000 })
      .toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    const url = address() ?? '';
    const browser = await chromium.connect(bed.browser);
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      page.setDefaultTimeout(30_000);
      const workbench = new Workbench(page, workspace, url);
      await workbench.open();
      await workbench.openContainer('Slipway');
      await expect
        .poll(async () => (await workbench.tree('Runs').items()).filter((item) => item.includes('accuracy')))
        .toHaveLength(2);
      await workbench.openFile('train.py');
      await page
        .locator('.editor-group-container.active [aria-label^="Run Python File as Tracked Run"]')
        .first()
        .waitFor();
    } finally {
      await browser.close();
    }
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await once(child, 'close');
    expect(await answers(url)).toBe(false);
  }, 300_000);
});
