import { execFile } from 'node:child_process';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pythonJson } from '../../server/core/python-json.ts';
import { parseParamValues } from '../../server/manifests/dvc/param-values.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const files: Record<string, string> = {
  'numbers.py': `a = 1
b = -1.5e-05
c = 1_000
d = 0xFF; e = 0o17
f = 1.
g = .5e3
h = [1., 2.e1, -0.0, +3]
i = 123456789012345678901234567890
j: float = 0.1
k: int
l = 1 + 2
m = 3j
n = 00
`,
  'texts.py': String.raw`plain = 'it'
double = "it's"
joined = "a" 'b'
wrapped = ("a"
           "b")
long = """two
lines \
joined"""
raw = r"\d+\n"
escaped = "\t\x41\u00e9\U0001F600\101\\\q"
old = u"é"
data = b"bytes"
formatted = f"{plain}"
mixed = "a" f"b"
`,
  'collections.py': `nothing = None
flags = [True, False]
t = 1, 2
u = (1, (2, [3]))
one = (1)
single = (1,)
empty = ()
none = []
s = {1, 2}
d = {"k": 1, 'n': {"m": [1, None]}, "t": (1, 2)}  # why
e = {
    "a": 1,  # a comment
    "b": 2,
}
spread = {**d, "x": 1}
starred = [*flags]
called = dict(a=1)
named = flags
`,
  'scopes.py': `import os
from a import (b, c)

@decorated
class Model(Base, metaclass=Meta):
    """A docstring."""
    depth = 3

    class Inner:
        width: int = 8

    def __init__(self, x=1) -> None:
        self.units = 10
        self.rate: float = 0.5
        local = 3
        self.deep.x = 4
        if True:
            self.hidden = 1

    def other(self):
        self.nope = 2

class Empty: pass
if True:
    hidden = 1
for i in range(3):
    looped = 1
self.top = 5
other.y = 6
x = y = 7
p, q = 1, 2
x += 1
depth = 1
depth = 2
async def __init__(self):
    self.late = 1
def __init__(self): self.early = 1
with (open() as f):
    pass
after = True
`,
  'empty.py': '# nothing\n',
  'a.json': '{"a": [1, 1.0, 1e16, -0, null, true], "é\\ud83d\\ude00": "\\u00e9\\/", "b": {"2": 1, "1": 2}}',
  'tabs.json': '{\n\t"a":\t1,\n\t"b": [\n\t\t"x"\n\t]\n}\n',
  'twice.json': '{"a": 1, "a": 2}',
  'special.json': '{"a": NaN, "b": [Infinity, -Infinity]}',
  'crlf.yaml': 'a: 1\r\nb:\r\n  - x\r\n  - |\r\n    two\r\n    lines\r\nc: "é"\r\n',
  'numbers.yaml':
    'a: 1.0\nb: 1e-05\nc: 1_000\nd: 0x1F\ne: .5\nf: 1e3\ng: 012\nh: 0o14\ni: +1\nj: 1.5E+3\nk: -.inf\n',
  'words.yaml': "a: yes\nb: True\nc: null\nd: ~\ne: '1'\nf: off\ng:\nh: 12:30:45\n",
  'merge.yaml': 'base: &b {x: 1, y: 2}\nmore:\n  <<: *b\n  y: 3\n',
  'a.toml':
    'i = 1\nf = 1.0\ng = 1e-5\nbig = 9_000_000_000\nt = "é"\nl = [1, 2.5, "x"]\nb = true\n[s]\nx = 2.0\n[s.deep]\ny = inf\n[[rows]]\na = 1\n[[rows]]\na = 2\n',
  'bad.json': '{"a": 1,}',
  'bad.yaml': 'a: [1\n',
  'bad.toml': 'a = \n',
  'bad.py': 'a = [1,\n',
};

describe.skipIf('skipped' in python)(`params files, read as DVC reads them${why}`, () => {
  const answers = new Map<string, unknown>();

  beforeAll(async () => {
    if ('skipped' in python) return;
    const folder = realpathSync(await mkdtemp(join(tmpdir(), 'slipway-params-')));
    afterAll(() => rmSync(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const file = join(folder, 'answers');
    const script = join(import.meta.dirname, 'scripts/dvc_params.py');
    const paths = Object.keys(files).map((name) => join(folder, name));
    await promisify(execFile)(python.python, [script, file, ...paths], { env: python.env });
    const read = JSON.parse(readFileSync(file, 'utf8')) as unknown[];
    for (const [index, name] of Object.keys(files).entries()) answers.set(name, read[index]);
  }, 120_000);

  test.each(Object.entries(files).filter(([name]) => !name.startsWith('bad.')))('%s', (name, text) => {
    const ours = JSON.parse(lenient(pythonJson(parseParamValues(text, name))));
    expect(ours).toEqual(JSON.parse(lenient(String(answers.get(name)))));
    expect(numbersOf(pythonJson(parseParamValues(text, name)))).toEqual(numbersOf(String(answers.get(name))));
  });

  test.each(Object.entries(files).filter(([name]) => name.startsWith('bad.')))(
    '%s: refused by both',
    (name, text) => {
      expect(answers.get(name)).toHaveProperty('error');
      expect(() => parseParamValues(text, name)).toThrow(name);
    },
  );
});

/** JSON, of what Python writes. */
function lenient(text: string): string {
  return text.replace(/-?\b(?:NaN|Infinity)\b/g, (word) => `"${word}"`);
}

/** The numbers as they are written, in any order: 1.0 is not 1. */
function numbersOf(text: string): string[] {
  return [...text.matchAll(/(?<![\w"])-?\d[\w.+-]*/g)].map(([number]) => number).sort();
}
