import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { servingEnv } from '../bed/inference-env.ts';
import { repository } from '../bed/paths.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await servingEnv();

const manifest = `slipway: 1
name: fraud
artifact: MLmodel
signature:
  inputs: [{name: amount, datatype: FP64, shape: [-1, 1]}, {name: age, datatype: INT64, shape: [-1, 1]}]
  outputs: [{name: label, datatype: INT64, shape: [-1]}]
deploy: {target: live, warmup: {requests: 2}}
`;

describe.skipIf('skipped' in python)('a model that executes code when it is loaded', () => {
  const editor = useEditor({
    workspace: 'models',
    settings: pythonSettings(python),
    fill: async (folder) => {
      const script = join(repository, 'test/conformance/scripts/train_pyfunc.py');
      await writeFile(join(folder, 'train.py'), await readFile(script, 'utf8'));
      await writeFile(join(folder, 'slipway.yaml'), 'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n');
      await writeFile(join(folder, 'fraud.model.yaml'), manifest);
    },
  });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const deployments = () => editor().tree('Deployments');
  const dialog = () => editor().page.locator('.monaco-dialog-box');

  async function deploy(): Promise<void> {
    await models().press('Version 1', 'Deploy Model…');
    await dialog().getByText('Deploy fraud 1 to live?').waitFor();
    await editor().answerDialog('Deploy');
    await dialog().getByText('Load fraud 1? That executes the code in its files.').waitFor();
  }

  test('is deployed once a person has seen where it is from, and answers from its own page', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter('python train.py');
    await models().item('fraud').waitFor({ timeout: 120_000 });
    await models().expand('fraud');

    await deploy();
    await dialog()
      .getByText(/logged by the run trained \([0-9a-f]{32}\), by \S+/)
      .waitFor();
    await dialog()
      .getByText(/SHA-256 [0-9a-f]{64}/)
      .waitFor();
    await editor().answerDialog('Cancel');
    await deployments()
      .item(/^live.*offline/)
      .waitFor();

    await deploy();
    await editor().answerDialog('Allow and Deploy');
    await editor()
      .notification(/fraud 1 \(revision 1\) is live on live/)
      .waitFor({ timeout: 90_000 });

    await deployments()
      .item(/^fraud 1/)
      .click();
    const page = () => editor().webview();
    await page().getByText('Revision 1: fraud 1').waitFor();
    const fields = page().locator('vscode-textfield');
    await expect.poll(() => page().locator('label.element').count()).toBe(2);
    await fields.nth(0).locator('input').fill('2.5');
    await fields.nth(1).locator('input').fill('80');
    await fields.nth(1).locator('input').press('Enter');
    await page()
      .getByText(/Status 200 in/)
      .waitFor();
    const answer = JSON.parse(await page().locator('pre').innerText());
    // By the rule that the rows were labelled with.
    expect(answer.outputs).toMatchObject([{ name: 'label', datatype: 'INT64', shape: [1], data: [1] }]);
  }, 300_000);
});
