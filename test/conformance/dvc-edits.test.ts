import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const stage = (name: string, rest: string) => `  ${name}: ${rest}\n`;
const first = stage('first', '{cmd: cp in.txt a.txt, deps: [in.txt], outs: [a.txt]}');
const second = stage('second', '{cmd: cp a.txt b.txt, deps: [a.txt], outs: [b.txt]}');
const third = stage('third', '{cmd: cp b.txt c.txt, deps: [b.txt], outs: [c.txt]}');

describe.skipIf('skipped' in python)(
  `a dvc.yaml that is edited, run by both beside one another${why}`,
  () => {
    let theirs: DvcProject;
    let ours: DvcProject;
    const each = () => [theirs, ours];

    beforeEach(() => {
      theirs = new DvcProject(python);
      ours = new DvcProject(python);
    });
    afterEach(() => Promise.all(each().map((project) => project.dispose())));

    async function init(...args: string[]): Promise<void> {
      for (const project of each()) {
        if (args.length === 0) await project.git('init', '--quiet');
        await project.dvc('init', '--quiet', ...args);
        project.write('in.txt', 'one\n');
      }
    }

    function write(name: string, text: string): void {
      for (const project of each()) project.write(name, text);
    }

    /** Both do the same, leave the same, and find nothing more to do: neither in their own nor in the other's. */
    async function bothRun(...stages: string[]): Promise<Record<string, string>> {
      await theirs.dvc('repro', '--quiet', ...stages);
      const states = await ours.states('run', ...stages);
      expect(ours.written()).toEqual(theirs.written());
      expect(await ours.dvcStatus()).toEqual(await theirs.dvcStatus());
      expect(await theirs.states('status', ...stages)).toEqual(await ours.states('status', ...stages));
      return states;
    }

    test('stages that are added, renamed and removed; outs that are renamed; cmds that change', async () => {
      await init();
      write('dvc.yaml', `stages:\n${first}${second}`);
      expect(Object.keys(await bothRun())).toEqual(['first', 'second']);
      write('dvc.yaml', `stages:\n${first}${second}${third}`);
      expect(await bothRun()).toMatchObject({ second: 'fresh', third: 'ran; it was never run' });
      // Its entry stays in dvc.lock.
      write('dvc.yaml', `stages:\n${first}${second}`);
      expect(await bothRun()).toEqual({ first: 'fresh', second: 'fresh' });
      write(
        'dvc.yaml',
        `stages:\n${first}${second.replaceAll('b.txt', 'sub/b.txt').replace('cp', 'mkdir -p sub && cp')}`,
      );
      expect((await bothRun()).second).toBe('ran; its cmd changed; sub/b.txt is missing');
      write('dvc.yaml', `stages:\n${first}${second.replace('second', 'other')}`);
      await bothRun();
      write(
        'dvc.yaml',
        `stages:\n${first}${second.replace('second', 'other').replace('cp a.txt', 'cat a.txt >')}`,
      );
      expect((await bothRun()).other).toBe('ran; its cmd changed');
    }, 240_000);

    test('some stages alone, also where DVC knows of no git', async () => {
      await init('--no-scm');
      write('dvc.yaml', `stages:\n${first}${second}${third}`);
      expect(Object.keys(await bothRun('second'))).toEqual(['first', 'second']);
      write('in.txt', 'two\n');
      expect(await bothRun('first')).toEqual({ first: 'ran; in.txt changed' });
      await bothRun();
      expect(await ours.dvcStatus()).toEqual({});
    }, 240_000);

    test('a matrix whose values come and go', async () => {
      await init();
      const matrix = (sizes: string) =>
        `stages:\n  m:\n    matrix: {size: [${sizes}], kind: [x, true]}\n    cmd: echo \${item.size} \${item.kind} > m-\${key}.txt\n    deps: [in.txt]\n    outs: ['m-\${key}.txt']\n`;
      write('dvc.yaml', matrix('1, 2.0'));
      expect(Object.keys(await bothRun())).toHaveLength(4);
      write('dvc.yaml', matrix('2.0, {deep: 1}').replace(`\${item.size} `, ''));
      await bothRun();
      expect(await ours.dvcStatus()).toEqual({});
    }, 240_000);

    test('a frozen stage takes what is there', async () => {
      await init();
      write('dvc.yaml', `stages:\n${first}${second}`);
      await bothRun();
      write('dvc.yaml', `stages:\n${first.replace('}', ', frozen: true}')}${second}`);
      write('in.txt', 'two\n');
      expect(await bothRun()).toEqual({ first: 'fresh', second: 'fresh' });
      write('a.txt', 'by hand\n');
      expect(await bothRun()).toMatchObject({ second: 'ran; a.txt changed' });
      expect(await ours.dvcStatus()).toEqual({});
    }, 240_000);

    test('an edit that leaves size and time of writing as they were is seen, also right after a look', async () => {
      await init('--no-scm');
      write('dvc.yaml', `stages:\n${first}`);
      await ours.states('run');
      const { atime, mtime } = statSync(ours.path('in.txt'));
      for (const text of ['two\n', 'six\n', 'ten\n']) {
        writeFileSync(ours.path('in.txt'), text);
        utimesSync(ours.path('in.txt'), atime, mtime);
        expect(await ours.states('status')).toEqual({ first: 'stale; in.txt changed' });
        expect(await ours.states('run')).toEqual({ first: 'ran; in.txt changed' });
      }
    }, 240_000);
  },
);
