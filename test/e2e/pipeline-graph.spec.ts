import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { run } from '../bed/command.ts';
import { repository } from '../bed/paths.ts';
import { chooseInMenu } from './harness/tree.ts';
import { useEditor } from './harness/use-editor.ts';

const pipeline = `stages:
  prepare:
    cmd: cp raw.txt prepared.txt
    deps: [raw.txt]
    outs: [prepared.txt]
  train:
    foreach: [north, south, east]
    do:
      cmd: sort prepared.txt > \${item}.txt
      deps: [prepared.txt]
      outs: ["\${item}.txt"]
  evaluate:
    cmd: cat north.txt south.txt east.txt > report.txt
    deps: [north.txt, south.txt, east.txt]
    outs: [report.txt]
`;

describe('the graph of pipelines', () => {
  const editor = useEditor({ workspace: 'empty' });
  const bed = inject('bed');
  const view = () => editor().webview();
  const node = (name: string | RegExp) => view().getByRole('treeitem', { name });
  const write = (file: string, text: string) => writeFile(join(editor().folder, file), text);

  test('opens from the palette; where there is no dvc.yaml it says what one is', async () => {
    await editor().run('Slipway: Show Pipeline Graph');
    await view().getByRole('heading', { name: 'No pipeline yet' }).waitFor();
  });

  test('shows the stages as soon as they are written, a group as one node', async () => {
    await write('raw.txt', 'b\na\n');
    await write('dvc.yaml', pipeline);
    await node(/^prepare, Stale/).waitFor();
    await node(/^train, Group of 3 stages, 3 stale/).waitFor();
    await view().getByText('5 stages', { exact: true }).waitFor();
    expect(await node(/^train@/).count()).toBe(0);
  });

  test('follows a run, and tells why a stage is stale again after a change', async () => {
    const cli = join(repository, 'dist/server/cli.cjs');
    await run(bed.editor.node, [cli, 'run', '--workspace', editor().folder], {
      cwd: editor().folder,
      env: bed.profile.env,
    });
    await node(/^prepare, Up to date/).waitFor();
    await node(/^train, Group of 3 stages, 3 up to date/).waitFor();
    await write('raw.txt', 'c\nb\na\n');
    await node(/^prepare, Stale · .*raw\.txt/).waitFor();
    await node(/^evaluate, Stale/).waitFor();
  });

  test('runs a stage with what it needs, and shows its run', async () => {
    await node(/^evaluate/).click();
    await view().getByRole('button', { name: 'Run', exact: true }).click();
    await node(/^evaluate, Up to date/).waitFor();
    await node(/^prepare, Up to date/).waitFor();
    await view().getByRole('region', { name: 'Last run' }).waitFor();
    await view().getByRole('button', { name: 'Close' }).click();
    await editor().page.locator('.tab.active[data-resource-name="dvc.yaml"]').waitFor();
    await editor().run('View: Close Editors in Other Groups');
  });

  test('offers the orders of a stage in its menu', async () => {
    await node(/^prepare/).click({ button: 'right' });
    await editor().page.locator('.monaco-menu:visible').getByText('Run Only This Stage').waitFor();
    await chooseInMenu(editor().page, 'Force Run of Stage');
    await editor().statusBarItem('1 ran').waitFor();
  });

  test('is shown from the tree, with the stage selected and out of its group', async () => {
    await editor().openContainer('Slipway');
    await editor().tree('Pipelines').expand('train');
    await editor().tree('Pipelines').menu('south', 'Show Pipeline Graph');
    await view().getByRole('heading', { name: 'train@south' }).waitFor();
    await node(/^train@south/).waitFor();
    await view().getByRole('button', { name: 'Collapse All Groups' }).click();
  });

  test('expands a group and collapses it again', async () => {
    await view().getByRole('button', { name: 'Expand All Groups' }).click();
    await node(/^train@south/).waitFor();
    await view().getByRole('button', { name: 'Collapse All Groups' }).click();
    await node(/^train, Group of 3 stages/).waitFor();
    await node(/^train@south/).waitFor({ state: 'detached' });
  });

  test('a click on a stage goes to its line, and the arrow keys to what needs it', async () => {
    await node(/^evaluate/).click();
    await editor().page.locator('.tab.active[data-resource-name="dvc.yaml"]').waitFor();
    await view().getByRole('heading', { name: 'evaluate' }).waitFor();
    await editor().page.keyboard.press('ArrowLeft');
    await view().getByRole('heading', { name: 'train' }).waitFor();
    await editor().page.keyboard.press('ArrowLeft');
    await view().getByRole('heading', { name: 'prepare' }).waitFor();
    await editor().page.keyboard.press('Enter');
    await editor()
      .page.locator('.editor-group-container.active .tab.active[data-resource-name="dvc.yaml"]')
      .waitFor();
    await editor()
      .statusBarItem(/Ln 2, Col 1/)
      .waitFor();
    await editor().run('View: Close All Editors in Group');
  });

  test('finds stages by name or state, and narrows the graph to what is around one', async () => {
    await node(/^prepare/).focus();
    await editor().page.keyboard.press('/');
    await editor().page.keyboard.type('evaluate');
    await view().getByText('1 found').waitFor();
    await editor().page.keyboard.press('Enter');
    await view().getByRole('heading', { name: 'evaluate' }).waitFor();
    await view().getByRole('button', { name: 'Focus' }).click();
    await view().getByText('Around evaluate').waitFor();
    await view().getByRole('combobox', { name: 'Upstream' }).click();
    await view().getByRole('option', { name: '1', exact: true }).click();
    await node(/^prepare/).waitFor({ state: 'detached' });
    await node(/^train/).waitFor();
  });

  test('comes back after a reload as it was left', async () => {
    await editor().reload();
    await view().getByText('Around evaluate').waitFor({ timeout: 40_000 });
    await view().getByRole('heading', { name: 'evaluate' }).waitFor();
    await node(/^train/).waitFor();
    expect(await node(/^prepare/).count()).toBe(0);
    await view().getByRole('button', { name: 'Show All' }).click();
    await node(/^prepare/).waitFor();
  });

  test('shows files between the stages', async () => {
    await view().getByRole('button', { name: 'Show Files' }).click();
    await node('File raw.txt').waitFor();
    await node('File report.txt').waitFor();
    await view().getByRole('button', { name: 'Show Files' }).click();
    await node('File raw.txt').waitFor({ state: 'detached' });
  });

  test('a mistake is listed with its place, beside what can be read', async () => {
    await write('dvc.yaml', pipeline.replace('deps: [raw.txt]', 'deps: {raw: 1}'));
    const faults = view().getByRole('alert');
    await faults.waitFor();
    await faults.getByRole('button', { name: /dvc\.yaml:4:/ }).click();
    await editor()
      .statusBarItem(/Ln 4, Col 1/)
      .waitFor();
    await write('dvc.yaml', pipeline);
    await faults.waitFor({ state: 'detached' });
  });
});

describe('the graph of a folder that the user has not trusted', () => {
  const editor = useEditor({ workspace: 'pipeline', trust: 'ask' });
  const view = () => editor().webview();

  test('shows the stages for reading, not judged', async () => {
    await editor().run('Slipway: Show Pipeline Graph');
    await view()
      .getByRole('treeitem', { name: /^train, Not judged/ })
      .click();
    await view().getByRole('button', { name: 'Go to dvc.yaml' }).waitFor();
    expect(await view().getByRole('button', { name: 'Run', exact: true }).count()).toBe(0);
  });
});
