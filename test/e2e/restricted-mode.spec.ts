import { execFile } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { repository } from '../bed/paths.ts';
import { Problems } from './harness/problems.ts';
import { processesWith } from './harness/process-list.ts';
import { useEditor } from './harness/use-editor.ts';

describe('a folder that the user has not trusted', () => {
  const editor = useEditor({ workspace: 'scripts', trust: 'ask' });
  const runs = () => editor().tree('Runs');
  let before: string[];

  beforeAll(async () => {
    await slipway('run', '--', 'python3', 'train.py');
    await slipway('runner', 'stop');
    const twice = 'stages:\n  train:\n    cmd: python train.py\n    cmd: python fit.py\n';
    await writeFile(join(editor().folder, 'dvc.yaml'), twice);
    before = await fingerprint();
    await editor().reload();
  });

  test('opens in Restricted Mode, and Slipway offers nothing that runs code', async () => {
    await editor().statusBarItem('Restricted Mode').waitFor();
    const offered = () => editor().offered('Slipway:');
    await expect.poll(offered, { timeout: 20_000 }).toContain('Slipway: Show Log');
    const titles = await offered();
    expect(titles).not.toContain('Slipway: Run Command as Tracked Run');
    expect(titles).not.toContain('Slipway: Import Runs…');
  });

  test('shows the runs that were made before, with their output', async () => {
    await editor().openContainer('Slipway');
    await runs()
      .item(/loss 0\.25/)
      .waitFor();
    await runs().menu(/loss 0\.25/, 'Open Run');
    await editor().webview().getByRole('region', { name: 'Output' }).getByText('trained').waitFor();
  });

  test('offers nothing that changes a run', async () => {
    const entries = await runs().menuEntries(/loss 0\.25/);
    expect(entries).toContain('Open Run');
    for (const change of ['Rerun', 'Show Output', 'Rename Run', 'Star Run', 'Add Tag', 'Delete Run'])
      expect(entries).not.toContain(change);
  });

  test('checks its manifests, which runs nothing', async () => {
    const problems = new Problems(editor());
    await problems.open();
    await problems.row('"cmd" is given twice').waitFor();
  });

  test('has no runner, and every file of .slipway is as it was', async () => {
    expect(processesWith('runner.cjs', editor().folder)).toEqual([]);
    expect(processesWith('reader.cjs', editor().folder)).toHaveLength(1);
    expect(await fingerprint()).toEqual(before);
  });

  /** The command line, as the user ran it here before this window was open. */
  async function slipway(...args: string[]): Promise<void> {
    const bed = inject('bed');
    const cli = join(repository, 'dist/server/cli.cjs');
    await promisify(execFile)(bed.editor.node, [cli, ...args], {
      cwd: editor().folder,
      env: bed.profile.env,
    });
  }

  /** Every path in `.slipway` with its size and time of change. */
  async function fingerprint(): Promise<string[]> {
    const root = join(editor().folder, '.slipway');
    const paths = await readdir(root, { recursive: true });
    const facts = await Promise.all(
      paths.map(async (path) => {
        const { size, mtimeMs, ctimeMs } = await stat(join(root, path));
        return `${path} ${size} ${mtimeMs} ${ctimeMs}`;
      }),
    );
    return facts.sort();
  }
});
