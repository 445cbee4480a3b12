import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test } from '../registry.ts';

const languages = {
  'slipway.yaml': 'slipway-workspace',
  'fraud.model.yaml': 'slipway-model',
  'transactions.data.yaml': 'slipway-data',
  'dvc.yaml': 'yaml',
  'params.yaml': 'yaml',
  'model.yaml': 'yaml',
};

test('manifests of our own have languages of their own, and all others stay YAML', async () => {
  await withFiles(async (folder) => {
    for (const [name, language] of Object.entries(languages)) {
      const document = await vscode.workspace.openTextDocument(join(folder, name));
      assert.equal(document.languageId, language, name);
    }
  });
});

test('a line of a manifest of our own is commented out and in, and is indented as YAML is', async () => {
  await withFiles(async (folder) => {
    const document = await vscode.workspace.openTextDocument(join(folder, 'fraud.model.yaml'));
    const editor = await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('editor.action.commentLine');
    assert.equal(document.getText(), '# slipway: 1\n');
    await vscode.commands.executeCommand('editor.action.commentLine');
    assert.equal(document.getText(), 'slipway: 1\n');
    assert.deepEqual([editor.options.insertSpaces, editor.options.tabSize], [true, 2]);
    const own = vscode.workspace.getConfiguration('editor', { languageId: 'slipway-model' });
    const yaml = vscode.workspace.getConfiguration('editor', { languageId: 'yaml' });
    for (const setting of ['autoIndent', 'quickSuggestions', 'defaultColorDecorators'])
      assert.deepEqual(own.get(setting), yaml.get(setting), setting);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

async function withFiles(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-languages-'));
  try {
    for (const name of Object.keys(languages)) await writeFile(join(folder, name), 'slipway: 1\n');
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
