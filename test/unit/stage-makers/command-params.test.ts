import { expect, test } from 'vitest';
import { renderCommand } from '../../../server/stage-makers/command-line.ts';
import { commandParams } from '../../../server/stage-makers/command-params.ts';

function made(words: string[], logged: Record<string, string> = {}) {
  const { words: command, params } = commandParams(words, logged, (word) => word.endsWith('.csv'));
  const chosen = new Set(params.filter((param) => param.chosen).map(({ name }) => name));
  return {
    line: renderCommand({ words: command }, 'train', chosen),
    params: Object.fromEntries(params.map(({ name, value, chosen: is }) => [name, [value, is]])),
  };
}

test('numbers become params, in either form, and files do not', () => {
  expect(made(['python', 'train.py', '--lr', '1e-3', '--max-iter=-5', '--data', 'a.csv'])).toEqual({
    line: `python train.py --lr \${train.lr} --max-iter=\${train.max_iter} --data a.csv`,
    params: { lr: [0.001, true], max_iter: [-5n, true] },
  });
});

test('a text becomes one where the run has logged it, quoted for whatever it will be', () => {
  expect(made(['python', 'train.py', '--solver', 'saga', '--kind', 'x'], { solver: 'saga' })).toEqual({
    line: `python train.py --solver "\${train.solver}" --kind x`,
    params: { solver: ['saga', true], kind: ['x', false] },
  });
});

test('flags, options that are given twice and leading zeros stay as they are', () => {
  expect(made(['prog', '--verbose', '--tag', '1', '--tag', '2', '--id', '007'])).toEqual({
    line: 'prog --verbose --tag 1 --tag 2 --id 007',
    params: { id: ['007', false] },
  });
});

test('what a shell or DVC would read as more than a text is quoted', () => {
  expect(made(['prog', 'it’s $HOME', `\${x}`, '--a=b c'])).toEqual({
    line: `prog 'it’s $HOME' '\\\${x}' '--a=b c'`,
    params: { a: ['b c', false] },
  });
  expect(renderCommand({ shell: `echo \${HOME} | wc` }, 'x', new Set())).toBe(`echo \\\${HOME} | wc`);
});
