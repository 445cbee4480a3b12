import { afterAll, expect, test } from 'vitest';
import { TestWorkspace } from '../processes/workspace.ts';

const workspace = new TestWorkspace();
afterAll(() => workspace.dispose());

test('the params of stages are listed as --set takes them, and each set to what it is changes nothing', async () => {
  workspace.write(
    'dvc.yaml',
    [
      'stages:',
      '  one: {cmd: "true", params: [lr, model, missing], outs: []}',
      '  two: {cmd: "true", params: [lr, conf.json: [seed, name]]}',
      '  whole: {cmd: "true", params: [more.yaml:]}',
      '  other: {cmd: "true", params: [unasked]}',
    ].join('\n'),
  );
  workspace.write(
    'params.yaml',
    'lr: 1e-3\nmodel: {depth: 2, layers: [8, 4], opt: {name: "a, b"}}\nunasked: 1\n',
  );
  workspace.write('conf.json', '{"seed": null, "name": "x"}');
  workspace.write('more.yaml', 'on: true\n');
  const client = await workspace.connect();
  const ask = (stages: string[]) => client.request('pipelines/params', { stages, reach: 'upstream' });
  const { params } = await ask(['one', 'two', 'whole']);
  expect(params).toEqual([
    { name: 'lr', value: '0.001' },
    { name: 'model.depth', value: '2' },
    { name: 'model.layers', value: '[8, 4]' },
    { name: 'model.opt.name', value: '"a, b"' },
    { name: 'conf.json:seed', value: 'null' },
    { name: 'conf.json:name', value: 'x' },
    { name: 'more.yaml:on', value: 'true' },
  ]);
  expect((await ask(['other'])).params).toEqual([{ name: 'unasked', value: '1' }]);
  client.close();
  const set = params.flatMap(({ name, value }) => ['--set', `${name}=${value}`]);
  const { code, stdout, stderr } = await workspace.slipway('run', 'other', '--json', ...set);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).stages).toMatchObject([{ name: 'other', state: 'ran' }]);
});
