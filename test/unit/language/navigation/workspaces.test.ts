import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { definitionAt } from '../../../../server/language/navigation/definition.ts';
import { referencesAt } from '../../../../server/language/navigation/references.ts';
import { FolderIndex } from '../../../../server/language/references/folder-index.ts';
import { manifestKindOf } from '../../../../server/language/workspace/manifest-kind.ts';
import { openFolder } from '../../../../server/workspace-facts/open-folder.ts';
import { placeOf } from './marked-folder.ts';

const workspaces = join(import.meta.dirname, '../../../workspaces');
const example = join(import.meta.dirname, '../../../../examples');
const folders = [example, ...foldersIn(workspaces), ...foldersIn(join(workspaces, 'dvc'))].filter(
  holdsManifest,
);

describe.each(folders)('%s', (root) => {
  const { folder } = openFolder(root);
  const index = FolderIndex.of(folder);
  const references = index
    .locations()
    .flatMap((location) => index.inFile(location))
    .filter(({ role }) => role === 'reference');

  test('every reference is among the references of what defines it', () => {
    for (const reference of references)
      for (const { location, range } of definitionAt(folder, reference.location, reference.range.start)) {
        // A file that nobody makes is its own definition.
        if (index.at(location, range.end).length === 0 || range.end.character === 0) continue;
        const found = referencesAt(folder, location, range.start, { includeDefinition: true }).map(placeOf);
        expect(found).toContain(placeOf(reference));
        expect(found).toContain(placeOf({ location, range }));
      }
  });

  test('what is mentioned are the letters that name it', () => {
    for (const { location, range, symbol, writing } of index
      .locations()
      .flatMap((each) => index.inFile(each))) {
      if (writing.form === 'fixed' || symbol.name === '') continue;
      const line = folder.text(location)?.split('\n')[range.start.line] ?? '';
      const letters = line.slice(range.start.character, range.end.character);
      const steps = symbol.name.split(/[./]/);
      expect(`${location}: ${letters}`).toContain(steps.at(-1));
    }
  });
});

function foldersIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name));
}

function holdsManifest(path: string): boolean {
  return readdirSync(path).some(
    (name) => manifestKindOf(name) !== null && readFileSync(join(path, name)).length > 0,
  );
}
