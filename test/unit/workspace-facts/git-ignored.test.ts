import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DiskFiles } from '../../../server/workspace-facts/disk-files.ts';

const files: Record<string, string> = {
  '.gitignore': '*.log\n/models\n!keep.log\nbuild/\n',
  'a.log': '',
  'keep.log': '',
  'model.pkl': '',
  'models/m.pkl': '',
  'sub/.gitignore': '/clean.csv\n',
  'sub/clean.csv': '',
  'sub/raw.csv': '',
  'sub/models/m.pkl': '',
  'sub/build/x.txt': '',
};

function ignoredIn(root: string, folder: string): string[] {
  const entries = new DiskFiles(root, 20).entries(folder);
  if (entries.state !== 'known') throw new Error(`${folder} is not there`);
  return entries.value
    .filter(({ ignored }) => ignored)
    .map(({ name }) => (folder === '.' ? name : `${folder}/${name}`))
    .filter((name) => name !== '.git')
    .sort();
}

test('what git ignores is told, as git itself says', () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-ignored-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [location, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, location)), { recursive: true });
    writeFileSync(join(root, location), text);
  }
  expect(ignoredIn(root, '.')).toEqual([]);
  execFileSync('git', ['init', '-q'], { cwd: root });
  const byGit = (paths: string[]) =>
    execFileSync('git', ['check-ignore', ...paths], { cwd: root, encoding: 'utf8' })
      .trim()
      .split('\n')
      .sort();
  const top = ['.gitignore', 'a.log', 'keep.log', 'model.pkl', 'models', 'sub'];
  const below = ['sub/.gitignore', 'sub/clean.csv', 'sub/raw.csv', 'sub/models', 'sub/build'];
  expect(ignoredIn(root, '.')).toEqual(byGit(top));
  expect(ignoredIn(root, 'sub')).toEqual(byGit(below));
});
