import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../../bed/example-env.ts';
import { repository } from '../../bed/paths.ts';
import { useEditor } from '../harness/use-editor.ts';
import { pythonSettings } from '../harness/workspace.ts';

const images = join(repository, 'docs/images');
const python = await exampleEnv();

describe.skipIf('skipped' in python)('the README’s pictures of models', () => {
  const editor = useEditor({ workspace: 'models', git: true, settings: pythonSettings(python) });
  const input = () => editor().quickInput;
  const models = () => editor().tree('Models');
  const runs = () => editor().tree('Runs');
  const anyRun = /^[a-z]+-[a-z]+-\d+/;

  async function register(columnCount: number, name: string, isFirst: boolean): Promise<void> {
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter(`python train.py ${columnCount}`);
    await expect.poll(() => runs().items(), { timeout: 90_000 }).toHaveLength(columnCount + 1);
    await expect.poll(() => runs().menuEntries(anyRun), { timeout: 60_000 }).toContain('Register Model…');
    await runs().menu(anyRun, 'Register Model…');
    await (isFirst ? input().enter(name) : input().pick(name));
    await models().item(`newest ${columnCount}`).waitFor();
  }

  test('in dark and light', { timeout: 400_000 }, async () => {
    await mkdir(images, { recursive: true });
    await editor().openContainer('Slipway');
    await register(1, 'fraud', true);
    await models().expand('fraud');
    await models().menu('Version 1', 'Add Alias…');
    await input().enter('production');
    await register(2, 'fraud', false);
    await models().expand('Version 2');
    await models().press('Version 2', 'Evaluate Gates');
    await editor().webview().getByText('Gates of fraud 2').waitFor({ timeout: 90_000 });
    await models().expand('Version 2');
    await models().expand(/^Gates/);
    await editor().run('View: Hide Panel');
    for (const theme of ['dark', 'light'] as const) {
      await editor().setTheme(theme);
      await editor().page.screenshot({ path: join(images, `models-${theme}.png`) });
    }
  });
});
