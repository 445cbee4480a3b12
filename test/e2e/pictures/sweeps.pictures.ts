import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { repository } from '../../bed/paths.ts';
import { useEditor } from '../harness/use-editor.ts';

const images = join(repository, 'docs/images');

describe('the README’s picture of a sweep', () => {
  const editor = useEditor({ workspace: 'sweep' });

  test('in dark and light', { timeout: 240_000 }, async () => {
    await mkdir(images, { recursive: true });
    await editor().openContainer('Slipway');
    await editor().tree('Pipelines').item('train').waitFor();
    await editor().run('Slipway: Start Sweep');
    await editor().quickInput.pick('train');
    await editor().quickInput.pick('As dvc.yaml Says');
    await editor().webview().getByText('12 of 12 trials').waitFor({ timeout: 60_000 });
    await editor().tree('Runs').expand('sweep of train');
    for (const theme of ['dark', 'light'] as const) {
      await editor().setTheme(theme);
      await editor().page.screenshot({ path: join(images, `sweep-${theme}.png`) });
    }
  });
});
