import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DvcIgnore } from '../../server/pipelines/dvc-ignore.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { dvcRequirements } from './dvc-project.ts';
import { randomSource } from './random-source.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** Root's and `a`'s `.dvcignore`. */
type Patterns = [root: string, a: string];

const told: Record<string, Patterns> = {
  'names at any depth, and folders only': ['x.txt\nb/\n', ''],
  'anchored, and with a slash within': ['/x.txt\na/b\n', ''],
  'taken back, but not below an ignored folder': ['*.txt\n!x.txt\nb/\n!b/y.csv\n', ''],
  stars: ['a/**/y.csv\n**/deep\n*/c\n', ''],
  'one letter, classes, escapes': ['[xy].txt\n?.csv\n\\#odd\n\\!odd\n[!x].bin\n[]z].txt\n', ''],
  'spaces, comments, empty lines and CRLF': ['  x.txt  \r\n\r\n# y.csv\r\n', ''],
  'a bracket that is never closed': ['[x.txt\n', ''],
  'of a folder below the root': ['', 'x.txt\n/y.csv\nb/deep\n**/y.csv\n!keep.bin\n'],
  'of a folder below, over the root’s': ['*.bin\n', '!keep.bin\n'],
  'the ignore file itself ignored': ['.dvcignore\n', 'x.txt\n'],
  'every file, but one': ['*\n!x.txt\n', ''],
  'every folder': ['*/\n', ''],
  'all below': ['a/**\n', ''],
};

const names = ['x.txt', 'y.csv', 'keep.bin', '#odd', '!odd', 'z', 'É.txt'];
const folders = ['', 'a', 'a/b', 'a/b/deep', 'a/c', 'b', 'b/a', 'deep.txt'];

function randomPattern(random: ReturnType<typeof randomSource>): string {
  const segment = () =>
    random.pick(['*', '**', 'a', 'b', 'x.txt', '*.csv', '?', '[xy]*', 'deep', 'c', '*o*', 'z']);
  const body = Array.from({ length: random.below(3) + 1 }, segment).join('/');
  return `${random.chance(0.25) ? '!' : ''}${random.chance(0.25) ? '/' : ''}${body}${random.chance(0.25) ? '/' : ''}`;
}

const random = randomSource(20261125);
const drawn = Array.from({ length: 60 }, (): Patterns => {
  const lines = () => Array.from({ length: random.below(5) }, () => `${randomPattern(random)}\n`).join('');
  return [lines(), lines()];
});
const cases = [
  ...Object.entries(told),
  ...drawn.map((patterns, index) => [`drawn ${index}`, patterns] as const),
];

describe.skipIf('skipped' in python)(`.dvcignore, as DVC reads it${why}`, () => {
  let folder: string;
  let answers: unknown[];

  beforeAll(async () => {
    folder = realpathSync(await mkdtemp(join(tmpdir(), 'slipway-dvcignore-')));
    for (const [index, [, [root, a]]] of cases.entries()) {
      const write = (path: string, text: string) => {
        const file = join(folder, String(index), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      };
      for (const at of folders) for (const name of names) write(join(at, name), '');
      write('.dvcignore', root);
      write('a/.dvcignore', a);
    }
    if ('skipped' in python) return;
    const file = join(folder, 'answers.json');
    const script = join(import.meta.dirname, 'scripts/dvc_walk.py');
    const projects = cases.map((_, index) => join(folder, String(index)));
    await promisify(execFile)(python.python, [script, file, ...projects], { env: python.env });
    answers = JSON.parse(readFileSync(file, 'utf8')) as unknown[];
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(cases.map(([name, patterns], index) => ({ name, patterns, index })))(
    '$name: $patterns',
    ({ index }) => {
      const root = join(folder, String(index));
      const ignore = new DvcIgnore(root);
      const seen = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter((location) => !ignore.ignores(location, false));
      expect(seen.sort()).toEqual((answers[index] as string[]).sort());
    },
  );
});
