import { expect, test } from 'vitest';
import type { Range } from 'vscode-languageserver-types';
import { hintsIn } from '../../../../server/language/hints/inlay-hints.ts';
import { known, unknown } from '../../../../server/language/workspace/known.ts';
import { folderOf } from '../fixture.ts';

const all: Range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };

test('params that a stage names show their values; unknown ones, and those within a text, show none', () => {
  const folder = folderOf({
    'dvc.yaml': `stages:\n  a:\n    cmd: t \${lr}\n    params:\n      - lr\n      - nope\n      - sub.yaml: [depth]\n`,
    'params.yaml': 'lr: 0.1\n',
    'sub.yaml': 'depth: 3\n',
  });
  const document = folder.document('dvc.yaml');
  const hints = document ? hintsIn(folder, document, all) : [];
  expect(hints.map(({ label, position }) => `${position.line}:${position.character} ${label}`)).toEqual([
    '4:10 = 0.1',
    '6:24 = 3',
  ]);
  expect(document && hintsIn(folder, document, { ...all, end: { line: 4, character: 0 } })).toHaveLength(1);
});

test('a model manifest shows the tensors of its file', () => {
  const folder = folderOf(
    { 'm/fraud.model.yaml': 'slipway: 1\nname: fraud\nartifact: model.onnx\n' },
    {
      contents: {
        columns: () => unknown,
        modelGraph: (location) =>
          location === 'm/model.onnx'
            ? known({
                inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
                outputs: [{ name: 'proba', datatype: 'FP32', shape: [-1, 2] }],
              })
            : unknown,
      },
    },
  );
  const document = folder.document('m/fraud.model.yaml');
  const [hint] = document ? hintsIn(folder, document, all) : [];
  expect(hint).toMatchObject({
    position: { line: 2, character: 20 },
    label: 'x FP32[?, 2] → proba FP32[?, 2]',
  });
});
