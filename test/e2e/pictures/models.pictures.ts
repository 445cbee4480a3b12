import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { exampleEnv } from '../../bed/example-env.ts';
import { repository } from '../../bed/paths.ts';
import { register, train } from '../harness/releases.ts';
import { useEditor } from '../harness/use-editor.ts';
import { pythonSettings } from '../harness/workspace.ts';

const images = join(repository, 'docs/images');
const python = await exampleEnv();

describe.skipIf('skipped' in python)('the README’s pictures of models', () => {
  const editor = useEditor({
    workspace: 'models',
    git: true,
    settings: pythonSettings(python),
    fill: (folder) =>
      writeFile(join(folder, 'slipway.yaml'), 'slipway: 1\ntargets:\n  live: {kind: local, port: 0}\n'),
  });
  const models = () => editor().tree('Models');
  const deployments = () => editor().tree('Deployments');

  async function picture(name: string): Promise<void> {
    for (const theme of ['dark', 'light'] as const) {
      await editor().setTheme(theme);
      await editor().page.mouse.move(700, 890);
      await editor().page.screenshot({ path: join(images, `${name}-${theme}.png`) });
    }
  }

  test('a gate report beside the tree', { timeout: 400_000 }, async () => {
    await mkdir(images, { recursive: true });
    await editor().openContainer('Slipway');
    await train(editor(), 2);
    await register(editor(), 'fraud', 1);
    await models().menu('Version 1', 'Add Alias…');
    await editor().quickInput.enter('production');
    await train(editor(), 2);
    await register(editor(), 'fraud', 2);
    await models().press('Version 2', 'Evaluate Gates');
    await editor().webview().getByText('Gates of fraud 2').waitFor({ timeout: 90_000 });
    await editor().run('View: Hide Panel');
    await editor().tree('Pipelines').collapseView();
    await deployments().collapseView();
    await models().expand('Version 2');
    await models().expand(/^Gates/);
    await picture('models');
  });
});
