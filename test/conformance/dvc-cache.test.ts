import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const pipeline = `stages:
  a:
    cmd: mkdir -p dir && cp in.txt dir/one && cp in.txt out.txt && cp in.txt score.txt && cat in.txt >> log.txt
    deps: [in.txt]
    outs: [dir, out.txt, log.txt: {persist: true}]
    metrics: [score.txt: {cache: false}]
  b:
    cmd: echo true > tool.sh && cat out.txt >> tool.sh && chmod +x tool.sh && cp in.txt plain.json
    deps: [in.txt, out.txt]
    outs: [tool.sh]
    metrics: [plain.json: {cache: false}]
`;
// md5 of "one\n".
const one = '5bbf5a52328e7439ae6e719dfe712200';

describe.skipIf('skipped' in python)(`the cache, shared with DVC${why}`, () => {
  let project: DvcProject;

  beforeEach(async () => {
    project = new DvcProject(python);
    await project.dvc('init', '--no-scm', '--quiet');
    project.write('in.txt', 'one\n');
    project.write('dvc.yaml', pipeline);
  });
  afterEach(() => project.dispose());

  const object = (name: string) =>
    project.path(join('.dvc/cache/files/md5', name.slice(0, 2), name.slice(2)));
  const read = (path: string) => readFileSync(project.path(path), 'utf8');

  async function dvcIsContent(): Promise<void> {
    expect(await project.dvcStatus()).toEqual({});
    const lock = read('dvc.lock');
    expect(await project.dvc('repro')).toContain('Data and pipelines are up to date');
    expect(read('dvc.lock')).toBe(lock);
  }

  describe.each(['hardlink', 'symlink', 'copy', 'reflink,hardlink'])('cache.type %s', (type) => {
    beforeEach(() => project.dvc('config', 'cache.type', type));

    function expectLinked(path: string): void {
      const found = lstatSync(project.path(path));
      if (type === 'symlink') expect(readlinkSync(project.path(path))).toBe(object(one));
      else if (type === 'hardlink') expect(found.ino).toBe(statSync(object(one)).ino);
      else if (type === 'copy') expect(found.isFile() && found.nlink).toBe(1);
    }

    test('outs are what DVC makes of them, and no command writes through them into the cache', async () => {
      await project.states('run');
      for (const path of ['out.txt', 'dir/one']) expectLinked(path);
      for (const path of ['score.txt', 'plain.json']) expect(lstatSync(project.path(path)).nlink).toBe(1);
      await dvcIsContent();
      project.write('in.txt', 'two\n');
      await project.states('run');
      expect(readFileSync(object(one), 'utf8')).toBe('one\n');
      expect(read('log.txt')).toBe('one\ntwo\n');
      await dvcIsContent();
    }, 120_000);

    test('what DVC linked, too', async () => {
      await project.dvc('repro', '--quiet');
      for (const path of ['out.txt', 'dir/one']) expectLinked(path);
      expect(await project.states('run')).toEqual({ a: 'fresh', b: 'fresh' });
      project.write('in.txt', 'two\n');
      await project.states('run');
      expect(readFileSync(object(one), 'utf8')).toBe('one\n');
      await dvcIsContent();
      project.write('in.txt', 'one\n');
      expect((await project.states('run')).b).toContain('cached');
      expect(lstatSync(project.path('plain.json'))).toMatchObject({ nlink: 1, mode: 0o100644 });
      expect(statSync(project.path('tool.sh')).mode & 0o100).toBe(0o100);
      await dvcIsContent();
    }, 120_000);
  });

  test('an object that was written to through a link is not believed', async () => {
    await project.dvc('config', 'cache.type', 'hardlink');
    await project.states('run');
    chmodSync(project.path('out.txt'), 0o644);
    writeFileSync(project.path('out.txt'), 'through\n');
    // Everything with those contents was one file.
    expect((await project.states('run')).a).toBe('ran; dir changed; out.txt changed; log.txt changed');
    expect(read('out.txt')).toBe('one\n');
    expect(readFileSync(object(one), 'utf8')).toBe('one\n');
    await dvcIsContent();
  }, 120_000);

  test('of a folder only what differs is put back; what is new is cached before it goes, what is ignored stays', async () => {
    project.write('.dvcignore', '*.tmp\n');
    project.write(
      'dvc.yaml',
      'stages:\n  a: {cmd: mkdir -p d/e && cp in.txt d/x && cp in.txt d/e/y, deps: [in.txt], outs: [d]}\n',
    );
    await project.states('run');
    const before = statSync(project.path('d/x'));
    rmSync(project.path('d/e/y'));
    project.write('d/f/mine', 'mine\n');
    project.write('d/notes.tmp', 'ignored');
    expect(await project.states('run')).toEqual({ a: 'cached; d changed' });
    expect(readdirSync(project.path('d')).sort()).toEqual(['e', 'notes.tmp', 'x']);
    expect(statSync(project.path('d/x')).ino).toBe(before.ino);
    // md5 of "mine\n".
    expect(readFileSync(object('d92bf619dc8282f474be4bfbce48183f'), 'utf8')).toBe('mine\n');
    await dvcIsContent();
  }, 120_000);

  test('a folder of which the cache lacks a file is made anew', async () => {
    project.write('dvc.yaml', 'stages:\n  a: {cmd: mkdir d && cp in.txt d/x, deps: [in.txt], outs: [d]}\n');
    await project.dvc('repro', '--quiet');
    rmSync(object(one));
    expect(await project.dvcStatus()).not.toEqual({});
    expect(await project.states('run')).toEqual({ a: 'ran; d is not in the cache' });
    await dvcIsContent();
  }, 120_000);

  test('empty folders, links within folders, names beyond ASCII, CRLF', async () => {
    project.write('in.txt', 'one\r\ntwo\r\n');
    project.write(
      'dvc.yaml',
      `stages:
  a:
    cmd: mkdir -p empty full/inner && cp in.txt "full/é 😀" && ln -s "é 😀" full/link && ln -s inner full/folder && cp in.txt crlf
    deps: [in.txt]
    outs: [empty, full, crlf]
`,
    );
    await project.states('run');
    await dvcIsContent();
    for (const path of ['empty', 'full']) rmSync(project.path(path), { recursive: true });
    expect(await project.states('run')).toEqual({ a: 'cached; empty is missing; full is missing' });
    await dvcIsContent();
    await project.dvc('repro', '--force', '--quiet');
    expect(await project.states('status')).toEqual({ a: 'fresh' });
  }, 120_000);

  test.each([
    ['a link to nothing', 'mkdir d && ln -s gone d/link', 'd/link is a link to nothing'],
    ['a name that is not UTF-8', "mkdir d && touch $(printf 'd/\\377')", 'its name is not UTF-8; rename it'],
    ['a .dvcignore within', 'mkdir d && touch d/.dvcignore', 'DVC wants no .dvcignore within what it caches'],
    ['what is no file', 'mkfifo d', 'd is neither a file nor a folder'],
  ])(
    '%s is said, and neither locked nor cached',
    async (_, command, said) => {
      project.write('dvc.yaml', `stages:\n  a: {cmd: "${command.replaceAll('\\', '\\\\')}", outs: [d]}\n`);
      expect((await project.states('run')).a).toContain(said);
      expect(existsSync(project.path('dvc.lock'))).toBe(false);
    },
    120_000,
  );

  test('what DVC 2 left: its hashes, and its cache', async () => {
    project.write('in.txt', 'some\r\nwords\r\n');
    project.write(
      'dvc.yaml',
      'stages:\n  a: {cmd: mkdir d && cp in.txt d/x && cp in.txt out.txt, deps: [in.txt], outs: [d, out.txt]}\n',
    );
    await project.states('run');
    // As DVC 2 has it: hashes of texts with line feeds alone, and objects beside one another.
    project.write('in.txt', 'some\nwords\n');
    await project.states('run');
    const lock = read('dvc.lock').replace(/ +hash: md5\n/g, '');
    cpSync(project.path('.dvc/cache/files/md5'), project.path('.dvc/cache'), { recursive: true });
    rmSync(project.path('.dvc/cache/files'), { recursive: true });
    rmSync(project.path('.dvc/cache/runs'), { recursive: true });
    project.write('dvc.lock', lock);
    for (const path of ['in.txt', 'd/x', 'out.txt']) {
      rmSync(project.path(path));
      project.write(path, 'some\r\nwords\r\n');
    }
    expect(await project.dvcStatus()).toEqual({});
    expect(await project.states('status')).toEqual({ a: 'fresh' });
    rmSync(project.path('d/x'));
    rmSync(project.path('out.txt'));
    expect(await project.states('run')).toEqual({ a: 'cached; d changed; out.txt is missing' });
    expect(await project.dvcStatus()).toEqual({});
    project.write('in.txt', 'other\n');
    expect((await project.states('run')).a).toMatch(/^ran; in\.txt changed/);
    expect(read('dvc.lock').match(/hash: md5/g)).toHaveLength(3);
    await dvcIsContent();
  }, 120_000);
});
