import { describe, expect, test } from 'vitest';
import { pythonEnv } from '../bed/python-env.ts';
import { DvcProject, dvcRequirements } from './dvc-project.ts';
import { randomProject } from './random-pipeline.ts';
import { randomSource } from './random-source.ts';

const python = await pythonEnv('dvc', dvcRequirements);
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';
/** `SLIPWAY_SEEDS=100-140` draws others. */
const [first = 1, last = 6] = (process.env.SLIPWAY_SEEDS ?? '1-6').split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);

async function project(files: Record<string, string>): Promise<DvcProject> {
  const made = new DvcProject(python);
  await made.git('init', '--quiet');
  await made.dvc('init', '--quiet');
  for (const [name, text] of Object.entries(files)) made.write(name, text);
  return made;
}

/** Stages that run every time are never fresh, for nobody. */
function always(states: Record<string, string>): string[] {
  return Object.entries(states)
    .filter(([, state]) => state.includes('always_changed'))
    .map(([name]) => name);
}

describe.skipIf('skipped' in python)(`pipelines drawn at random, run by both${why}`, () => {
  test.each(seeds)(
    'seed %i: the same locks, and nothing left to do for the other',
    async (seed) => {
      const { files, change } = randomProject(randomSource(seed));
      const [theirs, ours] = await Promise.all([project(files), project(files)]);
      try {
        for (const edit of [{}, change]) {
          for (const [name, text] of Object.entries(edit))
            for (const one of [theirs, ours]) one.write(name, text);
          await theirs.dvc('repro', '--all-pipelines', '--quiet');
          const ran = await ours.states('run');
          expect(Object.values(ran).filter((state) => state.startsWith('failed'))).toEqual([]);
          expect(ours.written()).toEqual(theirs.written());
          expect(Object.keys((await ours.dvcStatus()) as object).sort()).toEqual(
            Object.keys((await theirs.dvcStatus()) as object).sort(),
          );
          const status = await theirs.states('status');
          const stale = Object.entries(status).filter(
            ([name, state]) => state !== 'fresh' && !always(status).includes(name),
          );
          expect(stale.filter(([, state]) => !state.includes('it needs'))).toEqual([]);
        }
      } finally {
        await Promise.all([theirs.dispose(), ours.dispose()]);
      }
    },
    300_000,
  );
});
