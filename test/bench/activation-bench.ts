/**
 * The extension's activation as VS Code itself measures it (Developer: Show Running Extensions): loading the
 * bundle and the call of `activate`, in the extension host's time, over several windows. VS Code's own Git, measured
 * in the same windows, says what the machine makes of it.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { chromiumArguments, installChromium } from '../bed/chromium.ts';
import { installExtension, startCodeServer } from '../bed/code-server.ts';
import { installEditor } from '../bed/editor.ts';
import { stopAllWith } from '../bed/processes.ts';
import { newProfile } from '../bed/profile.ts';
import { packageExtension } from '../bed/vsix.ts';
import { Workbench } from '../e2e/harness/workbench.ts';
import { percentile, report } from './figures.ts';

const windows = 7;
const editor = await installEditor();
const profile = await newProfile();
await installExtension(editor, profile, await packageExtension());
const folder = join(profile.root, 'workspace');
await mkdir(folder);
const server = await startCodeServer(editor, profile, 'trusted');
const browser = await chromium.launch({ executablePath: await installChromium(), args: chromiumArguments });
try {
  const samples: number[] = [];
  const git: number[] = [];
  for (let round = 0; round < windows; round++) {
    const activations = await activationsOfWindow();
    samples.push(activations.slipway);
    git.push(activations.git);
  }
  const peer = { name: 'Git of VS Code', value: percentile(git, 50) };
  report({ figure: 'activation.p50', value: percentile(samples, 50), unit: 'ms', target: '< 50', peer });
  report({ figure: 'activation.worst', value: Math.max(...samples), unit: 'ms', target: null });
} finally {
  await browser.close();
  await server.stop();
  await stopAllWith('SLIPWAY_STATE_DIR', profile.state);
  await rm(profile.root, { recursive: true, force: true, maxRetries: 5 });
}

/** Opens a window on an empty folder, shows Slipway's view, and reads what VS Code says of activations, in ms. */
async function activationsOfWindow(): Promise<{ slipway: number; git: number }> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const workbench = new Workbench(page, folder, server.urlOf(folder));
  await workbench.open();
  await workbench.openContainer('Slipway');
  await workbench.tree('Runs').welcome().getByRole('button').first().waitFor();
  await workbench.run('Developer: Show Running Extensions');
  const activations = {
    slipway: await activationMs(page, /^slipway$/i),
    git: await activationMs(page, /^Git$/),
  };
  await page.close();
  return activations;
}

async function activationMs(page: Page, name: RegExp): Promise<number> {
  const row = page
    .locator('.runtime-extensions-editor .monaco-list-row')
    .filter({ has: page.locator('.name', { hasText: name }) })
    .first();
  const time = row.getByText(/Activation: \d+ms/).first();
  await time.waitFor();
  return Number(/Activation: (\d+)ms/.exec(await time.innerText())?.[1]);
}
