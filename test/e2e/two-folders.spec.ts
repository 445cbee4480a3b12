import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useEditor } from './harness/use-editor.ts';

const editor = useEditor({ workspace: 'pipeline', beside: 'sweep' });
const pipelines = () => editor().tree('Pipelines');

test('a window on two folders has the pipelines of both, and runs those of the one that is meant', async () => {
  await editor().openContainer('Slipway');
  await pipelines()
    .item(/^pipeline-/)
    .waitFor();
  await pipelines().expand(/^sweep-/);
  await pipelines().expand(/^pipeline-/);
  await expect.poll(() => pipelines().items()).toContain('prepareit was never run');

  await editor().run('Slipway: Run Pipeline');
  await editor().quickInput.pick('pipeline-');
  await editor().statusBarItem('4 ran').waitFor({ timeout: 40_000 });
  await pipelines().item('score2 up to date').waitFor();
  expect(await readFile(join(editor().folder, 'scores/mean.txt'), 'utf8')).toBe('0.165\n');
  // Both have a stage of this name: the other one's was left alone.
  const trains = (await pipelines().items()).filter((text) => text.startsWith('train'));
  expect(trains.toSorted()).toEqual([
    expect.stringMatching(/^train[\d.]+ s$/),
    expect.stringContaining('it was never run'),
  ]);
});
