import { readFileSync, renameSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { moveChanges } from '../../server/language/navigation/rename/file-moves.ts';
import { renameAt } from '../../server/language/navigation/rename/rename.ts';
import { openFolder } from '../../server/workspace-facts/open-folder.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { applyChanges } from '../unit/language/apply-fixes.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

const pipeline = `stages:
  prepare:
    cmd: cp raw.csv clean.csv
    deps: [raw.csv]
    outs: [clean.csv]
  fit:
    foreach: [a, b]
    do:
      cmd: cp clean.csv \${item}.pkl
      deps: [clean.csv]
      outs: ["\${item}.pkl"]
`;

/** What the real DVC says after a stage was renamed. */
describe.skipIf('skipped' in python)(`a renamed stage${why}`, () => {
  let project: DvcProject;
  afterEach(() => project.dispose());

  test.each([
    { stage: 'prepare', line: 1, to: 'clean up' },
    { stage: 'fit', line: 5, to: 'train' },
  ])(
    '$stage -> $to is as clean as it was, and its lock differs in nothing else',
    async ({ stage, line, to }) => {
      project = new DvcProject(python);
      project.write('raw.csv', 'a\n');
      project.write('dvc.yaml', pipeline);
      await project.git('init', '-q');
      await project.dvc('init', '-q');
      await project.dvc('repro');
      expect(await project.dvcStatus()).toEqual({});
      const before = readFileSync(project.path('dvc.lock'), 'utf8');

      const { folder } = openFolder(project.folder);
      const renamed = renameAt(folder, 'dvc.yaml', { line, character: 3 }, to);
      if (!renamed || 'refused' in renamed) throw new Error(renamed?.refused ?? 'nothing is named there');
      for (const [location, text] of applyChanges(folder, renamed.changes)) project.write(location, text);

      expect(await project.dvcStatus()).toEqual({});
      expect(await project.dvc('repro', '--dry')).not.toContain('Running stage');
      const after = readFileSync(project.path('dvc.lock'), 'utf8');
      expect(after).toBe(before.replaceAll(new RegExp(`^( {2})${stage}(?=[@:])`, 'gm'), `$1${to}`));
      expect(after).not.toBe(before);
    },
    120_000,
  );
});

/** Keys alone and templates mean params.yaml: with another name it has to be written. */
describe.skipIf('skipped' in python)(`a renamed params.yaml${why}`, () => {
  let project: DvcProject;
  afterEach(() => project.dispose());

  test('is read by DVC under its new name, for templates and for keys alone', async () => {
    project = new DvcProject(python);
    project.write('params.yaml', 'lr: 0.1\ndepth: 3\n');
    project.write(
      'dvc.yaml',
      `stages:\n  fit:\n    cmd: echo \${lr} > fit.txt\n    params:\n      - depth\n    outs: [fit.txt]\n`,
    );
    await project.git('init', '-q');
    await project.dvc('init', '-q');
    const { folder } = openFolder(project.folder);
    const changes = moveChanges(folder, [{ from: 'params.yaml', to: 'settings.yaml' }]);
    for (const [location, text] of applyChanges(folder, changes)) project.write(location, text);
    renameSync(project.path('params.yaml'), project.path('settings.yaml'));

    await project.dvc('repro');
    expect(readFileSync(project.path('fit.txt'), 'utf8')).toBe('0.1\n');
    expect(readFileSync(project.path('dvc.lock'), 'utf8')).toMatch(
      /params:\n\s+settings\.yaml:\n\s+depth: 3\n/,
    );
    expect(await project.dvcStatus()).toEqual({});
  }, 120_000);
});
