import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import { stagesAt } from '../../../../server/language/navigation/call-hierarchy.ts';
import { definitionAt } from '../../../../server/language/navigation/definition.ts';
import { documentSymbols } from '../../../../server/language/navigation/document-symbols.ts';
import { prepareRename } from '../../../../server/language/navigation/rename/prepare-rename.ts';
import { FolderIndex } from '../../../../server/language/references/folder-index.ts';
import { folderOf } from '../fixture.ts';

const workspaces = join(import.meta.dirname, '../../../workspaces');
const read = (path: string) => readFileSync(join(workspaces, path), 'utf8');

const files: Record<string, Record<string, string>> = {
  groups: {
    'dvc.yaml': read('dvc/groups/dvc.yaml'),
    'params.yaml': read('dvc/groups/params.yaml'),
    'settings.yaml': read('dvc/groups/settings.yaml'),
  },
  anchors: { 'dvc.yaml': read('dvc/anchors/dvc.yaml') },
  release: {
    'fraud.model.yaml': read('release/fraud.model.yaml'),
    'transactions.data.yaml': read('release/transactions.data.yaml'),
    'slipway.yaml': read('release/slipway.yaml'),
  },
};

const manifests = Object.values(files).flatMap((texts) =>
  Object.entries(texts)
    .filter(([location]) => location !== 'settings.yaml')
    .map(([location, text]) => ({ location, text, texts })),
);

test.each(manifests)(
  '$location is navigated whatever its end or a letter of it lacks',
  ({ location, text, texts }) => {
    const folder = folderOf(texts);
    const look = (changed: string) => {
      const document = folder.open(location, changed);
      if (!document) throw new Error(`${location} is no manifest`);
      const line = Math.floor(document.yaml.lines.count / 2);
      const position = { line, character: 12 };
      FolderIndex.of(folder);
      definitionAt(folder, location, position);
      prepareRename(folder, location, position);
      stagesAt(folder, location, position);
      return documentSymbols(folder, document);
    };
    const whole = look(text);
    const before = index(folder, location);
    for (let at = 0; at < text.length; at += 17) {
      look(text.slice(0, at));
      look(text.slice(0, at) + text.slice(at + 1));
    }
    // What was taken out and put in again leaves nothing behind.
    expect(look(text)).toEqual(whole);
    expect(index(folder, location)).toEqual(before);
  },
  30_000,
);

test('a name whose quote is not closed lies within its symbol, or no editor shows the outline', () => {
  const outline = outlineAfter('slipway.yaml', 'targets:\n  - name: "live ');
  const [live] = outline[0]?.children ?? [];
  expect(live?.name).toBe('live');
  expect(live?.range.end).toEqual({ line: 1, character: 16 });
  expect(live?.selectionRange.end).toEqual({ line: 1, character: 16 });
});

test('what was last whole is shown at the end of a text that has become shorter', () => {
  const outline = outlineAfter('params.yaml', 'a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 2c: 3');
  const end = { line: 1, character: 8 };
  expect(outline.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(outline[2]?.range).toEqual({ start: end, end });
});

test('aliases that stand for more than anyone can look at are not followed', () => {
  const rows = [...'bcdefghijk'].map((name, row) => ({ name, above: `*${'abcdefghijk'[row]}` }));
  const nested = rows.map(({ name, above }) => {
    const entries = Array.from({ length: 9 }, (_, key) => `k${key}: ${above}`);
    return `${name}: &${name} {${entries.join(', ')}}\n`;
  });
  const merged = rows.map(
    ({ name, above }) => `  ${name}: &${name} {<<: [${Array(9).fill(above).join(', ')}]}\n`,
  );
  const folder = folderOf({
    'params.yaml': `a: &a {x: 1}\n${nested.join('')}`,
    'dvc.yaml': `stages:\n  a: &a {cmd: x, deps: [y]}\n${merged.join('')}`,
  });
  const known = FolderIndex.of(folder);
  expect(known.inFile('params.yaml').map(({ symbol }) => symbol.name)).toContain('a.x');
  expect(known.inFile('dvc.yaml').map(({ symbol }) => symbol.name)).toContain('k');
});

/** The outline of the last of these texts, which were written one after another. */
function outlineAfter(location: string, ...texts: string[]): DocumentSymbol[] {
  const folder = folderOf({});
  return (
    texts
      .map((text) => {
        const document = folder.open(location, text);
        return document ? documentSymbols(folder, document) : [];
      })
      .at(-1) ?? []
  );
}

/** What is mentioned, and how often each symbol is in all files. */
function index(folder: ReturnType<typeof folderOf>, location: string): string[] {
  const known = FolderIndex.of(folder);
  return known.inFile(location).map(({ symbol, range: { start } }) => {
    const count = known.occurrences(symbol).length;
    return `${symbol.kind} ${symbol.scope} ${symbol.name} ${start.line}:${start.character} of ${count}`;
  });
}
