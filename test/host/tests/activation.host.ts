import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../registry.ts';

const extension = () => {
  const found = vscode.extensions.getExtension('slipway.slipway');
  assert.ok(found, 'the extension is not installed');
  return found;
};

test('the extension activates', async () => {
  await extension().activate();
  assert.equal(extension().isActive, true);
});

test('every command of the manifest is registered', async () => {
  await extension().activate();
  const registered = new Set(await vscode.commands.getCommands(true));
  const { commands } = extension().packageJSON.contributes as { commands: { command: string }[] };
  const missing = commands.map(({ command }) => command).filter((id) => !registered.has(id));
  assert.deepEqual(missing, []);
});

test('no title in the manifest is left untranslated', () => {
  const { commands } = extension().packageJSON.contributes as { commands: { title: string }[] };
  assert.deepEqual(
    commands.map(({ title }) => title).filter((title) => title.includes('%')),
    [],
  );
});
