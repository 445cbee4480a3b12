import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

describe.skipIf('skipped' in python)('gates of a model', () => {
  const editor = useEditor({ workspace: 'models', git: true, settings: pythonSettings(python) });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const runs = () => editor().tree('Runs');
  const anyRun = /^[a-z]+-[a-z]+-\d+/;
  const lens = (text: string | RegExp) =>
    editor().page.locator('.codelens-decoration a').filter({ hasText: text });
  const explored = (text: string | RegExp) =>
    editor().page.locator('.test-explorer .monaco-list-row').filter({ hasText: text }).first();

  test('are evaluated for a registered version: the report says what blocks, and why', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter('python train.py 2');
    await expect.poll(() => runs().items(), { timeout: 90_000 }).toHaveLength(2);
    await expect.poll(() => runs().menuEntries(anyRun), { timeout: 60_000 }).toContain('Register Model…');
    await runs().menu(anyRun, 'Register Model…');
    await input().enter('fraud');
    await models().expand('fraud');
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

  test('stand in the Test Explorer, and are run from there', async () => {
    await editor().run('Testing: Focus on Test Explorer View');
    await explored('fraud').waitFor();
    await explored('fraud').click();
    await editor().page.keyboard.press('ArrowRight');
    await explored('quality').waitFor();
    await explored('quality').locator('.codicon-testing-passed-icon').waitFor();
    await explored(/^loss/).locator('.codicon-testing-failed-icon').waitFor();
    const manifest = join(editor().folder, 'fraud.model.yaml');
    const text = await readFile(manifest, 'utf8');
    await writeFile(
      manifest,
      text.replace('loss <= 0.1', 'loss <= 0.9').replace('recall >= 0.5', 'auc >= 0.7'),
    );
    await explored('loss <= 0.9').waitFor();
    await editor().run('Test: Run All Tests');
    await explored(/^loss/).locator('.codicon-testing-passed-icon').waitFor({ timeout: 60_000 });
    await editor().openContainer('Slipway');
    await models()
      .item(/Version 1.*gates 3 of 3/)
      .waitFor();
  }, 120_000);

  test('are evaluated anew from their report, and that can be cancelled', async () => {
    await writeFile(join(editor().folder, 'evaluate.py'), 'import time\ntime.sleep(600)\n');
    await models().press(/^Gates/, 'Show Gate Report');
    await editor().webview().getByText('Passed · all 3 passed').waitFor();
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
      .item(/Version 1.*gates 3 of 3/)
      .waitFor();
  }, 90_000);
});
