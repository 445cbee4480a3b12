import { expect, test } from 'vitest';
import { LspClient } from './lsp-client.ts';

const twice = 'stages:\n  a:\n    cmd: x\n    cmd: y\n';

test('a document is told of what is wrong in it, as it is being written', async () => {
  const client = await LspClient.start();
  await client.open('dvc.yaml', twice);
  expect(await client.problems('dvc.yaml')).toEqual(['4:5 SW101 "cmd" is given twice']);
  await client.change('dvc.yaml', '#', { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } });
  expect(await client.problems('dvc.yaml')).toEqual([]);
});
