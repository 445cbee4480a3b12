import { execFile } from 'node:child_process';
import { cp, glob, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, inject, onTestFailed } from 'vitest';
import { type RunningEditor, startCodeServer } from '../../bed/code-server.ts';
import { repository, results } from '../../bed/paths.ts';
import type { SharedBed } from './global-setup.ts';
import { Workbench } from './workbench.ts';
import { copyWorkspace, type WorkspaceOptions } from './workspace.ts';

/** The first use of a Python environment or of the editor may have to download it. */
const firstInstallMs = 900_000;

export type EditorOptions = WorkspaceOptions & {
  /** `ask` starts an editor of its own with Workspace Trust on, where the folder opens in Restricted Mode. */
  trust?: 'ask';
};

/**
 * Opens the editor on a fresh copy of a workspace for the tests of a file or a `describe`, and closes it after them.
 * A failing test leaves a screenshot and Slipway's log in `test/results`. Returns a function that gives the open
 * workbench, to be called inside tests.
 */
export function useEditor(options: EditorOptions): () => Workbench {
  let workbench: Workbench | undefined;
  let browser: Browser | undefined;
  let ownServer: RunningEditor | undefined;
  const folders: string[] = [];
  const bed = inject('bed');

  beforeAll(async () => {
    const folder = await copyWorkspace(bed.profile.root, options);
    folders.push(folder);
    if (options.beside) folders.push(await copyWorkspace(bed.profile.root, { workspace: options.beside }));
    if (options.trust === 'ask') ownServer = await startCodeServer(bed.editor, bed.profile, 'ask');
    const url = options.beside
      ? bed.address.replace('?folder=', '?workspace=') + encodeURIComponent(await listFolders(folders))
      : ownServer
        ? ownServer.urlOf(folder)
        : bed.address + encodeURIComponent(folder);
    browser = await chromium.connect(bed.browser);
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      locale: 'en-US',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(20_000);
    workbench = new Workbench(await context.newPage(), folder, url);
    await workbench.open();
  }, firstInstallMs);

  beforeEach(() => {
    onTestFailed(({ task }) => keepEvidence(bed, current(), `${task.suite?.name ?? ''} ${task.name}`));
  });

  afterAll(async () => {
    await browser?.close();
    await ownServer?.stop();
    for (const folder of folders) await stopRunner(bed, folder);
  });

  function current(): Workbench {
    if (!workbench) throw new Error('the editor opens in beforeAll; use it inside a test');
    return workbench;
  }
  return current;
}

/** Writes a .code-workspace of these folders. */
async function listFolders(folders: string[]): Promise<string> {
  const file = `${folders[0]}.code-workspace`;
  await writeFile(file, JSON.stringify({ folders: folders.map((path) => ({ path })) }));
  return file;
}

/** Saves what the window shows and what the extension logged. */
async function keepEvidence(bed: SharedBed, workbench: Workbench, name: string): Promise<void> {
  const folder = join(
    results,
    name
      .trim()
      .replaceAll(/[^\w.-]+/g, '-')
      .slice(0, 100),
  );
  await mkdir(folder, { recursive: true });
  await workbench.page.screenshot({ path: join(folder, 'screenshot.png') });
  const logs = join(bed.profile.userData, 'logs');
  for await (const log of glob('**/*Slipway*.log', { cwd: logs }))
    await cp(join(logs, log), join(folder, log.replaceAll('/', '-')));
}

/** Stops the folder's runner, which outlives the window on purpose. Its absence is no failure of a test. */
async function stopRunner(bed: SharedBed, folder: string): Promise<void> {
  const cli = join(repository, 'dist/server/cli.cjs');
  await new Promise((done) => {
    execFile(bed.editor.node, [cli, 'runner', 'stop', '--workspace', folder], { env: bed.profile.env }, done);
  });
}
