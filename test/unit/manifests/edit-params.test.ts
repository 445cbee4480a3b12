import { expect, test } from 'vitest';
import { changeParam } from '../../../server/manifests/dvc/edit-params.ts';
import { paramChangeText, parseParamChange } from '../../../server/manifests/dvc/param-change.ts';

// That values mean what DVC's --set-param makes of them is in test/conformance/dvc-set-param.test.ts.

const yaml = `# how it learns
train:
  lr: 0.01   # found by hand
  layers: [64, 32]
  name: 'a b'
  empty:
seed: 20
block:
  - x
  - y
`;
const set = (text: string, change: string) => changeParam(text, parseParamChange(change));

test.each([
  ['train.lr=1e-3', yaml.replace('0.01', '0.001')],
  ['train.lr=2', yaml.replace('0.01', '2')],
  ['train.lr=2.0', yaml.replace('0.01', '2.0')],
  ['train.layers=[1, 2.5, x]', yaml.replace('[64, 32]', '[1, 2.5, x]')],
  ['train.layers.1=16', yaml.replace('32', '16')],
  ['train.layers[0]=16', yaml.replace('64', '16')],
  ['train.name=7-up', yaml.replace("'a b'", '7-up')],
  ['train.name="007"', yaml.replace("'a b'", '"007"')],
  ['train.empty=true', yaml.replace('empty:', 'empty: true')],
  ['seed=null', yaml.replace('20', 'null')],
  ['block.0=z', yaml.replace('- x', '- z')],
])('%s changes its own letters and nothing else', (change, expected) => {
  expect(set(yaml, change)).toBe(expected);
});

test('what is written over several lines, and what is new, leaves all else as it reads', () => {
  expect(set(yaml, 'block=[1]')).toContain('block: [ 1 ]');
  expect(set(yaml, '+train.more.deep=5')).toContain('lr: 0.01 # found by hand');
  expect(set(yaml, '+train.more.deep=5')).toContain('    deep: 5\n');
  expect(set('', '+lr=1.0')).toBe('lr: 1.0\n');
});

test('JSON and TOML keep their form', () => {
  expect(set('{\n  "a": {"b": 1.0},\n  "c": "x"\n}\n', 'p.json:a.b=1e-5')).toBe(
    '{\n  "a": {"b": 1e-05},\n  "c": "x"\n}\n',
  );
  expect(JSON.parse(set('{"a": 1}', 'p.json:+b=text'))).toEqual({ a: 1, b: 'text' });
  expect(set('x = 1 # why\n[y]\nz = "s"\n', 'p.toml:y.z=3')).toBe('x = 1 # why\n[y]\nz = 3\n');
  expect(set('x = 1 # why\n[y]\nz = "s"\n', 'p.toml:x=2.5')).toBe('x = 2.5 # why\n[y]\nz = "s"\n');
  expect(set('x = 1\n[y]\nz = 2\n', 'p.toml:+y.w=[1, 2]')).toBe('x = 1\n[y]\nw = [1, 2]\nz = 2\n');
});

test('Python keeps all but the literal', () => {
  const code =
    'lr = 0.01  # why\nclass Train:\n    layers = [64, 32]\n\n    def __init__(self):\n        self.name = "x"\n';
  expect(set(code, 'p.py:lr=1e-3')).toBe(code.replace('0.01', '0.001'));
  expect(set(code, 'p.py:Train.layers.1=16')).toBe(code.replace('32', '16'));
  expect(set(code, 'p.py:Train.name=null')).toBe(code.replace('"x"', 'None'));
  expect(() => set(code, 'p.py:+new=1')).toThrow(
    'new cannot be set in p.py where it stands; set it there by hand',
  );
});

test('a param that is not there is refused with the one that was meant', () => {
  expect(() => set(yaml, 'train.lrr=1')).toThrow(
    'there is no param "train.lrr" in params.yaml; did you mean "train.lr"? (+train.lrr=... adds it)',
  );
  expect(() => set(yaml, 'layers=[1]')).toThrow('did you mean "train.layers"?');
  expect(() => set(yaml, '+train.lr=1')).toThrow('params.yaml has train.lr already');
  expect(set(yaml, '++train.lr=1')).toBe(yaml.replace('0.01', '1'));
  expect(() => set(yaml, '+seed.deep=1')).toThrow('seed.deep cannot be in params.yaml');
});

test.each([
  ['lr', 'sets no param'],
  ['=1', 'sets no param'],
  ['lr=', 'sets no param'],
  ['~lr=1', 'sets no param'],
  ['lr=1,2', 'a list is written [a, b]'],
  ['lr=range(3)', 'functions are not understood'],
  ['lr=[1', '"]" is missing'],
  ['lr="x', 'the closing " is missing'],
])('%s is refused', (text, why) => {
  expect(() => parseParamChange(text)).toThrow(why);
});

test.each(['lr=0.1', 'a/p.json:+x=[1, "a, b", null]', '++m={a: 1, b: true}', 'x=-.5', 's="007"'])(
  '%s can be written down and read again',
  (text) => {
    const change = parseParamChange(text);
    expect(parseParamChange(paramChangeText(change))).toEqual(change);
  },
);
