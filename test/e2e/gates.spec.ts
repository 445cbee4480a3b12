import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { register, train } from './harness/releases.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

describe.skipIf('skipped' in python)('gates of a model', () => {
  const editor = useEditor({
    workspace: 'models',
    git: true,
    settings: pythonSettings(python),
    fill: (folder) =>
      writeFile(join(folder, 'slipway.yaml'), 'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n'),
  });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const runs = () => editor().tree('Runs');
  const deployments = () => editor().tree('Deployments');
  const dialog = () => editor().page.locator('.monaco-dialog-box');
  const lens = (text: string | RegExp) =>
    editor().page.locator('.codelens-decoration a').filter({ hasText: text });
  /** Until it asks: lenses that come meanwhile move the others from under the mouse. */
  async function pressLens(text: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await lens(text).click();
      try {
        await input().box.waitFor({ timeout: 5000 });
        return;
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }
  const explored = (text: string | RegExp) =>
    editor().page.locator('.test-explorer .monaco-list-row').filter({ hasText: text });
  async function expandTest(text: string | RegExp): Promise<void> {
    const row = explored(text).first();
    await row.click();
    if ((await row.getAttribute('aria-expanded')) === 'false')
      await editor().page.keyboard.press('ArrowRight');
  }

  test('are evaluated for a registered version: the report says what blocks, and why', async () => {
    await editor().openContainer('Slipway');
    await train(editor(), 2);
    await register(editor(), 'fraud', 1);
    await models().press('Version 1', 'Evaluate Gates');
    const page = editor().webview();
    await page.getByText('Gates of fraud 1').waitFor({ timeout: 90_000 });
    await page.getByText('Refused · 1 of 3 passed · 1 failed · 1 unknown').waitFor();
    const rows = await page.locator('tbody').first().locator('tr').allInnerTexts();
    expect(
      rows.map((row) =>
        row
          .split('\t')
          .slice(0, 2)
          .map((cell) => cell.trim()),
      ),
    ).toEqual([
      ['failed', 'loss'],
      ['unknown', 'recall'],
      ['passed', 'quality'],
      ['does not count', 'no-regression'],
    ]);
    expect(rows[0]).toMatch(/loss <= 0\.1\s+loss = 0\.\d+/);
  }, 240_000);

  test('stand below their version in the tree, and lead to their line', async () => {
    await models()
      .item(/Version 1.*gates 1 of 3/)
      .waitFor();
    await models().expand('Version 1');
    await models().expand(/^Gates/);
    await models()
      .item(/^recall/)
      .click();
    await editor().page.locator('.tab.active[data-resource-name="fraud.model.yaml"]').waitFor();
    await lens('Evaluate Gates').waitFor();
    await lens('Version 1: 1 of 3 passed').waitFor();
  }, 60_000);

  test('stand in the way of a release from the manifest’s lens, and are passed over only for a reason', async () => {
    await pressLens('Deploy…');
    await input().pick('Version 1');
    await dialog().getByText('fraud 1 may not go to live: its gates did not pass.').waitFor();
    await dialog()
      .getByText(/loss: failed\. loss is 0\.\d+/)
      .waitFor();
    await editor().answerDialog('Override…');
    await input().type('as said');
    await input().accept();
    await editor().page.getByText('Say why, in at least 10 characters.').waitFor();
    await input().enter('Ana from risk asked for it until Monday');
    await editor()
      .notification(/fraud 1 \(revision 1\) is live on live/)
      .waitFor({ timeout: 60_000 });
    await deployments()
      .item(/^fraud 1.*gates overridden/)
      .waitFor();
    await models()
      .item(/Version 1.*@production/)
      .waitFor();
    await editor().run('Slipway: Show Audit Log');
    const log = editor().page.locator('.editor-instance .view-lines');
    await log.getByText('gate.overridden').first().waitFor();
    await log.getByText('Ana from risk asked for it until Monday').first().waitFor();
  }, 120_000);

  test('stand in the Test Explorer by version, and are run from there', async () => {
    await editor().openContainer('Slipway');
    await register(editor(), 'fraud', 2);
    await editor().run('Testing: Focus on Test Explorer View');
    await expandTest('fraud');
    await expandTest(/^Version 1/);
    await expect.poll(() => explored(/^Version/).all()).toHaveLength(2);
    await expect
      .poll(() => explored(/^Version/).allInnerTexts())
      .toEqual(['Version 2', 'Version 1@production']);
    await explored('quality').locator('.codicon-testing-passed-icon').waitFor();
    await explored(/^loss/).locator('.codicon-testing-failed-icon').waitFor();
    const manifest = join(editor().folder, 'fraud.model.yaml');
    const text = await readFile(manifest, 'utf8');
    await writeFile(
      manifest,
      text.replace('loss <= 0.1', 'loss <= 0.9').replace('recall >= 0.5', 'auc >= 0.7'),
    );
    await explored('loss <= 0.9').waitFor();
    await explored(/^Version 1/).hover();
    await explored(/^Version 1/)
      .locator('.action-label[aria-label^="Run Test"]')
      .click();
    await explored(/^loss/).locator('.codicon-testing-passed-icon').waitFor({ timeout: 60_000 });
    await explored(/^Version 2/)
      .locator('.codicon-testing-unset-icon')
      .waitFor();
    await editor().run('Test: Run All Tests');
    await explored(/^Version 2/)
      .locator('.codicon-testing-passed-icon')
      .waitFor({ timeout: 60_000 });
    await editor().openContainer('Slipway');
    await models()
      .item(/Version 2.*gates 4 of 4/)
      .waitFor();
  }, 150_000);

  test('are evaluated anew from their report, and that can be cancelled', async () => {
    await writeFile(join(editor().folder, 'evaluate.py'), 'import time\ntime.sleep(600)\n');
    // So that no row is covered by those that stick to the view's top.
    await editor().tree('Pipelines').collapseView();
    await deployments().collapseView();
    await models().press(/^Gates/, 'Show Gate Report');
    await editor().webview().getByText('Passed · all 4 passed').waitFor();
    await editor().webview().getByText('Evaluate Anew').click();
    const progress = editor().notification('Evaluating the gates of fraud 1');
    await progress.waitFor();
    await runs()
      .item(/evaluate fraud 1.*running/)
      .waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    await runs()
      .item(/evaluate fraud 1.*stopped/)
      .waitFor();
    await models()
      .item(/Version 1.*gates 4 of 4/)
      .waitFor();
  }, 90_000);
});
