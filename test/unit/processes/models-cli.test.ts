import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VersionView } from '../../../schemas/protocol/registry.ts';
import { register } from './register-version.ts';
import { TestWorkspace } from './workspace.ts';

let workspace: TestWorkspace;
beforeEach(() => {
  workspace = new TestWorkspace();
});
afterEach(() => workspace.dispose());

const slipway = (...args: string[]) => workspace.slipway(...args);

describe('slipway models', { timeout: 60_000 }, () => {
  test('makes the model of a run the next version, with an alias, and lists both', async () => {
    await register(workspace, 'fraud', { 'model.onnx': 'first' });
    const listed = await slipway('models', 'list', 'fraud', '--json');
    const [first] = (JSON.parse(listed.stdout) as { versions: VersionView[] }).versions;
    const run = first?.runId?.slice(0, 8) ?? '';

    const made = await slipway('models', 'register', run, 'fraud', '--alias', 'champion', '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toEqual({ model: 'fraud', version: '2' });
    expect((await slipway('models', 'list')).stdout).toMatch(/^MODEL.*\nfraud +2 +@champion 2\n$/);
    expect((await slipway('models', 'list', 'fraud')).stdout).toMatch(
      new RegExp(`\\n2 +@champion +[-\\d]+ [:\\d]+ +${run}\\n1 +[-\\d]+ [:\\d]+ +${run}\\n$`),
    );

    const elsewhere = await slipway('models', 'register', run, '--path', 'weights');
    expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
    expect(elsewhere.stderr).toContain('has no model at "weights".\nName one of them with --path: model');
  });

  test('of a model, version or alias that is not there, every command says what there is', async () => {
    expect((await slipway('models', 'list')).stdout).toContain('slipway models register RUN');
    for (const command of [
      ['gate', 'fraud'],
      ['deploy', 'fraud', 'live'],
      ['convert', 'fraud', '--yes'],
    ]) {
      const { code, stderr } = await slipway(...command);
      expect(code).toBe(1);
      expect(stderr).toContain('No model fraud is registered in this workspace.');
      expect(stderr).toContain('slipway models register RUN fraud');
    }
    await register(workspace, 'fraud', { 'model.onnx': 'first' }, 'champion');
    expect((await slipway('gate', 'fraud:7')).stderr).toContain(
      'fraud has no version 7.\nIts newest version is 1, its aliases are @champion (1).',
    );
    expect((await slipway('gate', 'fraud@production')).stderr).toContain('fraud has no alias @production.');
  });
});
