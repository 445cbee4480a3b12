import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

/** The model of `train.py 2`, without gates: they have tests of their own. */
const manifest = (deploy: string) => `slipway: 1
name: fraud
artifact: model.onnx
signature:
  inputs: [{name: X, datatype: FP32, shape: [-1, 2], columns: [amount, age]}]
  outputs:
    - {name: label, datatype: INT64, shape: [-1]}
    - {name: probabilities, datatype: FP32, shape: [-1, 2]}
deploy:
  target: live
${deploy}`;

describe.skipIf('skipped' in python)('deployments', () => {
  const editor = useEditor({
    workspace: 'models',
    settings: pythonSettings(python),
    fill: async (folder) => {
      await writeFile(join(folder, 'slipway.yaml'), 'slipway: 1\n');
      await writeFile(join(folder, 'fraud.model.yaml'), manifest('  warmup: {requests: 2}\n'));
    },
  });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const runs = () => editor().tree('Runs');
  const deployments = () => editor().tree('Deployments');
  const anyRun = /^[a-z]+-[a-z]+-\d+/;
  const dialog = () => editor().page.locator('.monaco-dialog-box');
  const page = () => editor().webview();

  async function register(runCount: number, model: () => Promise<void>): Promise<void> {
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter('python train.py 2');
    // The experiment's row, and one for each run.
    await expect.poll(() => runs().items(), { timeout: 90_000 }).toHaveLength(runCount + 1);
    await expect.poll(() => runs().menuEntries(anyRun), { timeout: 60_000 }).toContain('Register Model…');
    await runs().menu(anyRun, 'Register Model…');
    await model();
  }

  test('without a target the view writes one into slipway.yaml', async () => {
    await editor().openContainer('Slipway');
    await deployments().welcome().getByText('Declare Target in slipway.yaml').click();
    await editor().page.locator('.tab.active[data-resource-name="slipway.yaml"]').waitFor();
    await editor().page.getByText('8085').waitFor();
    await editor().page.keyboard.press('Tab');
    await editor().page.keyboard.type('0');
    await editor().page.keyboard.press('Control+S');
    await deployments()
      .item(/^live.*offline/)
      .waitFor();
    expect(await readFile(join(editor().folder, 'slipway.yaml'), 'utf8')).toBe(
      'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n',
    );
  }, 60_000);

  test('a version goes live from its row: previewed, confirmed, and told with the way back', async () => {
    await register(1, () => input().enter('fraud'));
    await models().expand('fraud');
    await models().press('Version 1', 'Deploy Model…');
    await dialog().getByText('Deploy fraud 1 to live?').waitFor();
    await dialog().getByText('Nothing is live on live.').waitFor();
    await editor().page.locator('.tab', { hasText: 'Deploy fraud 1 to live.md' }).waitFor();
    await editor().answerDialog('Deploy');
    await editor()
      .notification(/fraud 1 \(revision 1\) is live on live/)
      .waitFor({ timeout: 60_000 });
    await deployments()
      .item(/^live.*http:\/\/127\.0\.0\.1:\d+/)
      .waitFor();
    await deployments()
      .item(/^fraud 1.*live · revision 1/)
      .waitFor();
  }, 180_000);

  test('its page shows traffic, and sends a test request from a form with the columns’ names', async () => {
    await deployments()
      .item(/^fraud 1/)
      .click();
    await page().getByText('Revision 1: fraud 1').waitFor();
    await page().getByText('100 % of the requests').waitFor();
    const fields = page().locator('vscode-textfield');
    await expect.poll(() => page().locator('label.element').allInnerTexts()).toEqual(['amount', 'age']);
    await fields.nth(0).locator('input').fill('278.5');
    await fields.nth(1).locator('input').fill('old');
    await page().getByText('X: Expected a number.').waitFor();
    await fields.nth(1).locator('input').fill('34');
    await fields.nth(1).locator('input').press('Enter');
    await page()
      .getByText(/Status 200 in/)
      .waitFor();
    const answer = JSON.parse(await page().locator('pre').innerText());
    const probabilities = answer.outputs.find(({ name }: { name: string }) => name === 'probabilities');
    expect(probabilities.shape).toEqual([1, 2]);
    await page().getByRole('button', { name: 'JSON' }).click();
    await expect
      .poll(() => page().locator('vscode-textarea.raw textarea').inputValue())
      .toContain('"data": [278.5, 34]');
    await page().getByRole('button', { name: 'Form' }).click();
  }, 60_000);

  test('a second version is chosen step by step and back, takes over, and is rolled back', async () => {
    await register(2, () => input().pick('fraud'));
    await models().item('Version 2').waitFor();
    await editor().run('Slipway: Deploy Model…');
    await input().pick('fraud');
    await expect.poll(() => input().labels()).toEqual(['Version 2', 'Version 1']);
    await input().box.getByRole('button', { name: 'Back' }).click();
    await expect.poll(() => input().labels()).toEqual(['fraud']);
    await input().pick('fraud');
    await expect.poll(() => input().labels()).toEqual(['Version 2', 'Version 1']);
    await input().type('Version 2');
    await expect.poll(() => input().labels()).toEqual(['Version 2']);
    await input().accept();
    await dialog().getByText('Deploy fraud 2 to live?').waitFor();
    await dialog().getByText('It replaces fraud 1 (revision 1).').waitFor();
    await editor().answerDialog('Deploy');
    const told = editor().notification(/fraud 2 \(revision 2\) is live on live/);
    await told.waitFor({ timeout: 60_000 });
    await deployments()
      .item(/^fraud 2.*live · revision 2/)
      .waitFor();
    await told.getByRole('button', { name: 'Roll Back…' }).click();
    await dialog().getByText('Roll live back to fraud 1 (revision 1)?').waitFor();
    await editor().answerDialog('Roll Back');
    await deployments()
      .item(/^fraud 1.*live · revision 1/)
      .waitFor();
    await deployments().expand('Revisions');
    await deployments()
      .item(/^2: fraud 2.*rolled back/)
      .waitFor();
    await editor().page.locator('.tab', { hasText: 'Deployment: live' }).click();
    await page().getByText('live: fraud 1').waitFor();
  }, 150_000);

  test('a rollout shows its step in the tree, the status bar and the page, and is aborted', async () => {
    await writeFile(
      join(editor().folder, 'fraud.model.yaml'),
      manifest(
        '  canary: {steps: [{weight: 50, for: 10m}], bake: 1m, min_requests: 1000, inconclusive: hold}\n',
      ),
    );
    await models().press('Version 2', 'Deploy Model…');
    await editor().answerDialog('Deploy');
    await deployments()
      .item(/^Canary 50 %.*fraud 2 \(revision 3\) · .* of 10 min/)
      .waitFor({ timeout: 60_000 });
    await editor().statusBarItem('live: Canary 50 %').waitFor();
    await page().getByText('Deploying fraud 2 (revision 3)').waitFor();
    await page().getByText('50 % of the requests').first().waitFor();
    await deployments().press(/^Canary/, 'Abort Rollout');
    await editor().notification('The rollout on live was given up').waitFor();
    await deployments()
      .item(/^Canary/)
      .waitFor({ state: 'detached' });
    await deployments()
      .item(/^fraud 1.*live · revision 1/)
      .waitFor();
    await page().getByText('Deploying fraud 2').waitFor({ state: 'detached' });
  }, 90_000);

  test('the page is there again after the window is reloaded; the first deployment is rolled back to offline', async () => {
    await editor().reload();
    await page().getByText('live: fraud 1').waitFor();
    await page().getByRole('button', { name: 'Take Offline…' }).click();
    await dialog().getByText('Take fraud 1 offline on live?').waitFor();
    await editor().answerDialog('Take Offline');
    await deployments()
      .item(/^live.*offline/)
      .waitFor();
    await page().getByText('Nothing is live here').waitFor();
  }, 60_000);

  test('the audit log tells who did all that', async () => {
    await editor().run('Slipway: Show Audit Log');
    const lines = editor().page.locator('.editor-instance .view-lines');
    await lines.getByText('deploy.started').first().waitFor();
    await lines.getByText('(editor)').first().waitFor();
  }, 30_000);
});
