import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pythonJson } from '../../server/core/python-json.ts';
import { pythonYaml } from '../../server/core/python-yaml.ts';
import { readYaml } from '../../server/manifests/dvc/yaml-values.ts';
import { pythonEnv } from '../bed/python-env.ts';

const python = await pythonEnv('dvc', ['dvc==3.67.1', 'dvclive==3.49.1']);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const words = (count: number, word = 'word') => Array.from({ length: count }, () => word).join(' ');
const texts = [
  'numbers: [1, 1.0, 1e-05, 0.0001, 1e16, 123456789012345.6, 1e15, -0.0, 1_000, 0x1F, 0b11, 0o17, 12345678901234567890]',
  'specials: [.inf, -.inf, true, False, null, ~, ""]',
  'texts: ["true", "1.5", "2020-01-01", "a: b", "a #b", "- a", "*a", "it\'s", "a,b", "?x", ":x", "-", "x:", "{a}", " a", "a "]',
  'letters: ["é", "日本", "😀", "a\\tb", "a\\nb\\n", "\\x7f", "back\\\\slash", "say \\"x\\""]',
  'nested: {list: [{a: 1, b: [x, {c: null}]}, [1, [2]], [], {}], map: {empty: {}, deep: {deeper: {x: 1.0}}}}',
  `cmd: ${words(40)}`,
  `list: ["${words(25, 'longer')}", "${words(30, 'a')}: ${words(30, 'b')}", "${'x'.repeat(100)} y"]`,
  `spaces: ${words(20)}  two  ${words(20)}`,
  `quoted: ["${words(30, "it's")}: x", "${words(30, '\\n a')}\\n", "${words(12, 'é\\tb  c')}", "${'\\t'.repeat(60)} x"]`,
  `cmd: "mkdir 'a b'\\n${words(9, "find 'x y' | tr '\\\\n' '\\\\0'")}\\n"`,
  `tail: "${words(16)}:\\t ${words(3, 'last')}"`,
  'order: {b: 1, a: 2, é: 3, Z: 4}',
];

describe.skipIf('skipped' in python)(`values as Python and DVC write them${why}`, () => {
  const answers: [json: string, yaml: string][] = [];
  if (!('skipped' in python)) {
    const script = join(import.meta.dirname, 'scripts/python_values.py');
    const { stdout, stderr } = spawnSync(python.python, [script], {
      input: JSON.stringify(texts),
      env: python.env,
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(stderr);
    answers.push(...(JSON.parse(stdout) as [string, string][]));
  }

  test.each(texts.map((text, index) => ({ text, index })))('$text', ({ text, index }) => {
    const { value } = readYaml(text);
    expect([pythonJson(value), pythonYaml(value)]).toEqual(answers[index]);
  });
});
