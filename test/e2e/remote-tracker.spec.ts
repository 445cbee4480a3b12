import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MlflowServer, mlflowEnvironments, startMlflowServer } from '../bed/mlflow-server.ts';
import { useEditor } from './harness/use-editor.ts';

/** As MLflow names a run that nobody named. */
const generatedName = /[a-z]+-[a-z]+-\d+/;

const python = await mlflowEnvironments.mlflow3();
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

describe.skipIf('skipped' in python)(`an mlflow server named in slipway.yaml${why}`, () => {
  const editor = useEditor({ workspace: 'empty' });
  let server: MlflowServer;

  beforeAll(async () => {
    if (!('skipped' in python)) server = await startMlflowServer(python);
  }, 180_000);
  afterAll(() => server?.close());

  test('takes a local run once, however often it is pushed', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Run Command as Tracked Run');
    await editor().quickInput.enter('echo local run');
    await runs().item(generatedName).waitFor();
    await writeManifest(`trackers: {team: {uri: "${server.trackingUri}"}}`);
    await expect
      .poll(() => editor().offered('Slipway: Set Tracker'))
      .toContain('Slipway: Set Tracker Credentials…');
    await pushAll();
    await editor().notification('Runs pushed to team: 1 new, 0 updated, 0 unchanged').waitFor();
    await pushAll();
    await editor().notification('Runs pushed to team: 0 new, 0 updated, 1 unchanged').waitFor();
    expect(await runsOnServer()).toHaveLength(1);
  });

  test('is chosen, its runs are shown, and a new one appears by itself', async () => {
    await editor().run('Slipway: Choose Tracker');
    await expect.poll(() => editor().quickInput.text()).toContain('ready');
    await editor().quickInput.pick('team');
    await runs().item(generatedName).waitFor();
    const { run } = await rest('runs/create', {
      experiment_id: '0',
      run_name: 'made elsewhere',
      start_time: Date.now(),
    });
    await runs().expand('Default');
    await runs().item('made elsewhere').waitFor();
    await rest('runs/log-metric', {
      run_id: run.info.run_id,
      key: 'auc',
      value: 0.875,
      timestamp: Date.now(),
      step: 1,
    });
    await runs()
      .item(/made elsewhere.*auc 0\.875/)
      .waitFor();
  });

  test('has its address’s mistakes in the Problems view, at their line', async () => {
    await writeManifest('trackers:\n  team: {uri: "ftp://nowhere"}\n');
    await editor().openFile('slipway.yaml');
    await editor().page.locator('.squiggly-error').first().waitFor();
    await editor().run('View: Focus Problems (Errors, Warnings, Infos)');
    const problems = editor().page.locator('.markers-panel');
    await problems.getByText(/uri/).first().waitFor();
    expect(await problems.innerText()).toContain('[Ln 3');
  });

  test('that waits for a token says so once, and takes it', async () => {
    await writeManifest(
      `tracker: safe\ntrackers: {safe: {uri: "${server.trackingUri}", tokenEnv: NOT_SET_HERE}}`,
    );
    await editor().notification('waits for credentials').waitFor();
    await editor().run('Slipway: Set Tracker Credentials…');
    await editor().quickInput.pick('safe');
    await editor().quickInput.enter('secret');
    await editor().run('Slipway: Choose Tracker');
    await expect.poll(() => editor().quickInput.text()).toMatch(/safe[\s\S]*ready/);
    await editor().quickInput.pick('safe');
    await runs().item('Default').waitFor();
  });

  const runs = () => editor().tree('Runs');

  const writeManifest = (text: string) =>
    writeFile(join(editor().folder, 'slipway.yaml'), `slipway: 1\n${text}`);

  async function pushAll(): Promise<void> {
    await editor().run('Slipway: Push Runs…');
    await editor().quickInput.pick('team');
    await editor().quickInput.pick('All Runs');
  }

  async function runsOnServer(): Promise<unknown[]> {
    const { experiments } = await rest('experiments/search', { max_results: 100 });
    const found = await rest('runs/search', {
      experiment_ids: experiments.map((experiment: { experiment_id: string }) => experiment.experiment_id),
    });
    return found.runs ?? [];
  }

  async function rest(call: string, body: unknown) {
    const response = await fetch(`${server.trackingUri}/api/2.0/mlflow/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return response.json();
  }
});
