import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildManifest } from '../../../client/contributes/manifest.ts';

const { activationEvents, contributes, texts } = buildManifest();
const text = JSON.stringify(contributes);

test('package.json and package.nls.json say what the features contribute', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(manifest.contributes).toEqual(contributes);
  expect(JSON.parse(readFileSync('package.nls.json', 'utf8'))).toEqual(texts);
});

test('each text by key is there', () => {
  const keys = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
  expect(keys.filter((key) => key === undefined || !(key in texts))).toEqual([]);
});

test('welcome texts and walkthroughs link commands that exist', () => {
  const own = [...JSON.stringify(texts).matchAll(/command:(slipway\.\w+)(?!\.focus)\b/g)].map(([, id]) => id);
  const ids = (contributes.commands as { command: string }[]).map(({ command }) => command);
  expect(own.filter((id) => id !== 'slipway.runs' && !ids.includes(id ?? ''))).toEqual([]);
});

test('each picture and grammar is there', () => {
  const named = [...text.matchAll(/client\/media\/([\w/.-]+)/g)].map(([, path]) => path);
  const files = readdirSync('client/media', { recursive: true }).map(String);
  expect(named.filter((path) => !files.includes(path ?? ''))).toEqual([]);
});

test('menus name commands that exist', () => {
  const ids = new Set((contributes.commands as { command: string }[]).map(({ command }) => command));
  const menus = contributes.menus as Record<string, { command: string }[]>;
  const named = Object.values(menus)
    .flat()
    .map(({ command }) => command);
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
});

test('a window that comes back with a panel of any view activates the extension', () => {
  const views = readdirSync('webviews').filter((view) => existsSync(`webviews/${view}/main.ts`));
  const restored = activationEvents.filter((event) => event.startsWith('onWebviewPanel:'));
  expect(restored.sort()).toEqual(views.map((view) => `onWebviewPanel:slipway.${view}`).sort());
});
