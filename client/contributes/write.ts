import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { buildManifest } from './manifest.ts';
import { translatableTexts } from './translatable.ts';

/** Writes package.json's `contributes`, package.nls.json and the l10n bundle; with `--check` says what differs and fails. */
const check = process.argv.includes('--check');
const { activationEvents, contributes, restrictedConfigurations, texts } = buildManifest();

const current = JSON.parse(readFileSync('package.json', 'utf8'));
const wanted = {
  ...current,
  capabilities: {
    ...current.capabilities,
    untrustedWorkspaces: { ...current.capabilities?.untrustedWorkspaces, restrictedConfigurations },
  },
  activationEvents,
  contributes,
};

const stale = Object.entries({
  'package.json': wanted,
  'package.nls.json': texts,
  'l10n/bundle.l10n.json': translatableTexts(),
}).filter(([file, content]) => JSON.stringify(readJson(file)) !== JSON.stringify(content));
for (const [file, content] of stale) {
  if (check) console.error(`${file} is not what client/contributes says: npm run contributes`);
  else writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
if (check && stale.length > 0) process.exitCode = 1;

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
