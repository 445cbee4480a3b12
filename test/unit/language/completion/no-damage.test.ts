import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver-types';
import { parseDocument, visit } from 'yaml';
import { complete } from '../../../../server/language/completion/complete.ts';
import { manifestKindOf } from '../../../../server/language/workspace/manifest-kind.ts';
import type { WorkspaceFolder } from '../../../../server/language/workspace/workspace-folder.ts';
import { repository } from '../../../bed/paths.ts';
import { folderOf } from '../fixture.ts';
import { applied, everyAbility } from './completion-fixture.ts';
import { knownWorld } from './known-world.ts';

const workspaces = join(repository, 'test/workspaces');
const ownManifests = join(repository, 'test/unit/language/completion/manifests');

interface Workspace {
  name: string;
  files: Record<string, string>;
}

/** In each: the text as it is, cut off at the cursor, with a new line half typed. */
const placesOfFile = 12;

/** Any number from 0 to `below`, the same in every run. */
function* numbers(seed: number): Generator<(below: number) => number> {
  let state = seed;
  for (;;)
    yield (below) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
}

describe.each([...workspacesIn(workspaces), ...workspacesIn(ownManifests)])('in $name', ({ files }) => {
  const manifests = Object.keys(files).filter(
    (location) => !['params', null].includes(manifestKindOf(location)),
  );

  test.each(manifests)('no offer damages %s, or repeats what is there', (location) => {
    const text = files[location] ?? '';
    const folder = folderOf(files, knownWorld);
    let offers = 0;
    for (const [typed, offset] of placesIn(text)) offers += check(folder, location, typed, offset);
    expect(offers).toBeGreaterThan(0);
  });
});

function check(folder: WorkspaceFolder, location: string, text: string, offset: number): number {
  const document = folder.open(location, text);
  if (!document) throw new Error(`${location} is no manifest`);
  const position = document.yaml.lines.positionAt(offset);
  const { items } = complete(folder, document, position, everyAbility);
  const before = faultsOf(closed(text, position.line));
  // A line that is no YAML hides what stands twice.
  const repeated = Math.max(before.repeated, faultsOf(withoutLine(text, position.line)).repeated);
  for (const item of items)
    for (const mode of ['replace', 'insert'] as const) {
      const after = applied(text, item, mode);
      const where = `${JSON.stringify(item.label)} (${mode}) at ${position.line + 1}:${position.character + 1} of\n${text.slice(0, offset)}|${text.slice(offset)}\ngives\n${after}`;
      expect(otherLines(after, text, position.line), where).toBe(true);
      const faults = faultsOf(closed(after, position.line));
      expect(faults.syntax, where).toBeLessThanOrEqual(before.syntax);
      expect(faults.repeated, where).toBeLessThanOrEqual(repeated + repeatsItself(item, mode));
    }
  return items.length;
}

/** A word that is left behind what is inserted makes another word of it. */
function repeatsItself({ textEdit }: CompletionItem, mode: 'replace' | 'insert'): number {
  return mode === 'insert' && textEdit && 'insert' in textEdit ? 1 : 0;
}

/** All lines above the cursor's are as they were, and all below. */
function otherLines(after: string, before: string, line: number): boolean {
  const lines = before.split('\n');
  const above = lines.slice(0, line).map((each) => `${each}\n`);
  const below = lines.slice(line + 1).map((each) => `\n${each}`);
  return after.startsWith(above.join('')) && after.endsWith(below.join(''));
}

function withoutLine(text: string, line: number): string {
  return text.split('\n').toSpliced(line, 1).join('\n');
}

/** With the brackets and quotes of a line that are open at its end closed, as editors do it while they are typed. */
function closed(text: string, line: number): string {
  const lines = text.split('\n');
  let quote = '';
  const open: string[] = [];
  for (const letter of lines[line] ?? '') {
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '{') open.unshift('}');
    else if (letter === '[') open.unshift(']');
    else if (letter === open[0]) open.shift();
  }
  lines[line] += quote + open.join('');
  return lines.join('\n');
}

/** Mistakes of the text as YAML, and how often a mapping has a key or a list has a text twice. */
function faultsOf(text: string): { syntax: number; repeated: number } {
  let repeated = 0;
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  const count = (texts: unknown[]) => {
    repeated += texts.length - new Set(texts).size;
  };
  const textOf = (node: unknown) => String((node as { value?: unknown })?.value);
  visit(document, {
    Map: (_, { items }) => count(items.map(({ key }) => textOf(key))),
    Seq: (_, { items }) =>
      count(
        items.flatMap((item) =>
          typeof (item as { value?: unknown }).value === 'string' ? [textOf(item)] : [],
        ),
      ),
  });
  return { syntax: document.errors.length, repeated };
}

function* placesIn(text: string): Generator<[text: string, offset: number]> {
  const [any] = numbers(text.length);
  if (!any) return;
  const lines = text.split('\n');
  for (let turn = 0; turn < placesOfFile; turn++) {
    const index = any(lines.length);
    const line = lines[index] ?? '';
    const start = lines.slice(0, index).join('\n').length + (index > 0 ? 1 : 0);
    const column = any(line.length + 1);
    yield [text, start + column];
    // Cut off at the cursor, as on the way to being written.
    yield [text.slice(0, start + column) + text.slice(start + line.length), start + column];
    const indent = ' '.repeat(2 * any(5));
    const begun = ['', '- ', '-', 'na', 'kind:', '- na', '{ ', '[', '"', `$\{`, '- $'][any(11)] ?? '';
    const inserted = `\n${indent}${begun}`;
    const end = start + line.length;
    yield [text.slice(0, end) + inserted + text.slice(end), end + inserted.length];
  }
}

function workspacesIn(folder: string): Workspace[] {
  const own = filesIn(folder);
  const names = new Set(Object.keys(own).map((location) => location.replace(/\/[^/]*$/, '')));
  if (own['slipway.yaml'] !== undefined) return [{ name: relative(repository, folder), files: own }];
  return [...names].flatMap((name) => {
    const files = filesIn(join(folder, name));
    const isWorkspace = Object.keys(files).some((location) => location === 'dvc.yaml');
    return isWorkspace ? [{ name, files }] : [];
  });
}

function filesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path), readFileSync(path, 'utf8')];
      }),
  );
}
