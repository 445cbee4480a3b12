import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { repository } from '../../bed/paths.ts';
import { useEditor } from '../harness/use-editor.ts';

const images = join(repository, 'docs/images');

/** Beside the stages of the workspace, so that there is a graph to see. */
const more = `  report:
    cmd: cat scores/mean.txt scores/worst.txt metrics.json > report.md
    deps:
      - scores
      - metrics.json
    outs:
      - report.md
  profile:
    cmd: wc -l train.csv test.csv > profile.txt
    deps:
      - train.csv
      - test.csv
    outs:
      - profile.txt
`;

describe('the README’s pictures of pipelines', () => {
  const editor = useEditor({ workspace: 'pipeline', git: true });
  const stage = (name: string | RegExp) => editor().webview().getByRole('treeitem', { name });

  test('in dark and light', { timeout: 240_000 }, async () => {
    await mkdir(images, { recursive: true });
    const file = join(editor().folder, 'dvc.yaml');
    await writeFile(file, (await readFile(file, 'utf8')) + more);
    await editor().openContainer('Slipway');
    await editor().tree('Pipelines').item('report').waitFor();
    await editor().run('Slipway: Run Pipeline');
    await editor().statusBarItem(/ ran/).waitFor();
    const params = join(editor().folder, 'params.yaml');
    await writeFile(params, (await readFile(params, 'utf8')).replace(/lr: .*/, 'lr: 0.02'));
    await editor().run('Slipway: Show Pipeline Graph');
    await stage(/^train, Stale/).waitFor();
    await stage(/^report, Stale/).waitFor();
    for (const theme of ['dark', 'light'] as const) {
      await editor().setTheme(theme);
      await editor().webview().getByRole('button', { name: 'Fit Graph' }).click();
      await editor().page.screenshot({ path: join(images, `pipeline-graph-${theme}.png`) });
    }
  });
});
