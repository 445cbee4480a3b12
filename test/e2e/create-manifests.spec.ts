import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exampleEnv } from '../bed/example-env.ts';
import { useEditor } from './harness/use-editor.ts';
import { pythonSettings } from './harness/workspace.ts';

const python = await exampleEnv();

describe.skipIf('skipped' in python)('manifests made of what is there', () => {
  const editor = useEditor({ workspace: 'create-manifests', settings: pythonSettings(python) });
  const input = () => editor().quickInput;
  const unwritten = () => editor().page.locator('.tab').filter({ hasText: 'not written yet' });
  const text = (name: string) => readFile(join(editor().folder, name), 'utf8');

  test('a data contract from a file: shown, cancelled, shown again, written', async () => {
    await editor().run('Slipway: Create Data Contract from File…');
    await input().pick('data/transactions.csv');
    await unwritten().waitFor();
    await editor().page.locator('.view-lines').getByText('role: timestamp').first().waitFor();
    await input().box.getByText('Write transactions.data.yaml').waitFor();
    await input().cancel();
    await unwritten().waitFor({ state: 'detached' });
    await expect(text('transactions.data.yaml')).rejects.toThrow('ENOENT');

    await editor().run('Slipway: Create Data Contract from File…');
    await input().pick('data/transactions.csv');
    await input().pick('Write transactions.data.yaml');
    await editor().page.locator('.tab.active[data-resource-name="transactions.data.yaml"]').waitFor();
    await unwritten().waitFor({ state: 'detached' });
    expect(await text('transactions.data.yaml')).toContain('    - {name: amount, type: number}\n');
  }, 120_000);

  test('a model manifest from a run: its signature is that of the logged ONNX file, its gate what the run reached', async () => {
    await editor().openContainer('Slipway');
    await editor().run('Slipway: Run Command as Tracked Run');
    await input().enter('python train.py');
    const runs = editor().tree('Runs');
    const made = /^[a-z]+-[a-z]+-\d+/;
    await runs.item(made).waitFor();
    await editor().page.getByText('Run ended with exit code 0').first().waitFor({ timeout: 90_000 });

    await runs.menu(made, 'Create Model Manifest from Run…');
    await unwritten().waitFor();
    await input().pick('Write ');
    await unwritten().waitFor({ state: 'detached' });
    const tab = editor().page.locator('.tab.active[data-resource-name$=".model.yaml"]');
    await tab.waitFor();
    const file = (await tab.getAttribute('data-resource-name')) ?? '';
    const manifest = await text(file);
    expect(manifest).toContain('artifact: model.onnx\n');
    expect(manifest).toContain('datatype: FP32, shape: [-1, 2]}');
    expect(manifest).toMatch(/- \{name: auc, expr: auc >= 0\.\d{1,3}\}\n/);
    expect(manifest).toContain('data: {contract: transactions.data.yaml}\n');
    expect(manifest).toContain('deploy: {target: live, alias: production}\n');
  }, 180_000);
});
