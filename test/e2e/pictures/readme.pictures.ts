import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from '../../bed/command.ts';
import { repository } from '../../bed/paths.ts';
import { useEditor } from '../harness/use-editor.ts';

const images = join(repository, 'docs/images');

/** Seven trainings of the example, so that there is something to compare. */
const trainings = [
  ['baseline', '--epochs', '30'],
  ['wide', '--epochs', '30', '--hidden-units', '128'],
  ['narrow', '--epochs', '30', '--hidden-units', '16'],
  ['fast', '--epochs', '30', '--learning-rate', '0.01'],
  ['slow', '--epochs', '30', '--learning-rate', '0.0003'],
  ['regular', '--epochs', '30', '--alpha', '0.1'],
  ['wide-fast', '--epochs', '30', '--hidden-units', '128', '--learning-rate', '0.003'],
];

describe('the README’s pictures', () => {
  const editor = useEditor({ workspace: 'example', python: true, git: true });
  const bed = inject('bed');

  beforeAll(async () => {
    await mkdir(images, { recursive: true });
    const cli = join(repository, 'dist/server/cli.cjs');
    for (const [name = '', ...options] of trainings) {
      const command = ['--', 'python', 'train.py', ...options];
      await run(bed.editor.node, [cli, 'run', '--workspace', editor().folder, '--name', name, ...command], {
        cwd: editor().folder,
        env: bed.profile.env,
      });
    }
    await editor().openContainer('Slipway');
    await editor().tree('Runs').item('baseline').waitFor();
  }, 600_000);

  for (const theme of ['dark', 'light'] as const) {
    test(`in ${theme}`, { timeout: 240_000 }, async () => {
      const picture = (name: string) =>
        editor().page.screenshot({ path: join(images, `${name}-${theme}.png`) });
      const view = () => editor().webview();
      await editor().setTheme(theme);
      await editor().run('View: Close All Editors');

      await editor().run('Slipway: Open Runs Table');
      await view().getByText('0.9', { exact: false }).first().waitFor();
      await picture('runs');

      const rows = view().getByRole('grid', { name: 'Runs' });
      await rows.locator('.pinned .row[data-index="0"]').click();
      await editor().page.keyboard.press('ControlOrMeta+a');
      await view().getByRole('button', { name: 'Compare' }).click();
      await view().getByRole('tab', { name: 'Differences', selected: true }).waitFor();
      await view().getByRole('gridcell').first().waitFor();
      await picture('compare');
      await view().getByRole('tab', { name: 'Parallel Coordinates' }).click();
      await view().getByRole('img').first().waitFor();
      await picture('parallel-coordinates');

      await editor().tree('Runs').press('wide', 'Open Charts');
      await view().locator('slipway-line-chart canvas').first().waitFor();
      await expect.poll(() => view().getByText('Loading').count()).toBe(0);
      await picture('charts');

      await editor().tree('Runs').menu('baseline', 'Open Run');
      await view().getByRole('region', { name: 'Provenance' }).waitFor();
      await picture('run');
    });
  }
});
