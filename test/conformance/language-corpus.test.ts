import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatted } from '../../server/language/formatting/format.ts';
import { hoverAt } from '../../server/language/hover/hover.ts';
import { checkDocument } from '../../server/language/lint/check-document.ts';
import { documentSymbols } from '../../server/language/navigation/document-symbols.ts';
import { foldingRanges } from '../../server/language/structure/folding-ranges.ts';
import { selectionRange } from '../../server/language/structure/selection-ranges.ts';
import { semanticTokens } from '../../server/language/structure/semantic-tokens.ts';
import type { ManifestDocument } from '../../server/language/workspace/manifest-document.ts';
import { manifestKindOf } from '../../server/language/workspace/manifest-kind.ts';
import type { WorkspaceFolder } from '../../server/language/workspace/workspace-folder.ts';
import { repository } from '../bed/paths.ts';
import { yamlCorpus } from '../bed/yaml-corpus.ts';
import { folderOf } from '../unit/language/fixture.ts';
import { randomSource } from './random-source.ts';

/**
 * Real YAML of other people: Ansible's collections, what the packages installed here hold, and the folder that
 * SLIPWAY_YAML_CORPUS names. None of it is committed. Every text must be read without a fault, whatever it is taken for.
 */
const corpus = await yamlCorpus();
const folders = [
  ...('skipped' in corpus ? [] : [corpus.folder]),
  join(repository, 'node_modules'),
  ...(process.env.SLIPWAY_YAML_CORPUS ? [process.env.SLIPWAY_YAML_CORPUS] : []),
];
const largest = 200_000;
const names = ['dvc.yaml', 'params.yaml', 'slipway.yaml', 'a.model.yaml', 'a.data.yaml'];
const files = folders
  .flatMap((folder) =>
    globSync('**/*.{yaml,yml}', { cwd: folder })
      .sort()
      .map((file) => join(folder, file)),
  )
  .filter((file) => statSync(file).isFile() && statSync(file).size < largest);
/** SLIPWAY_YAML_CORPUS_ALL=1: each beginning and each deletion, which takes hours. */
const most = process.env.SLIPWAY_YAML_CORPUS_ALL ? Number.POSITIVE_INFINITY : 2;
const seed = 20_261_127;

/** Attacks, and what people write by mistake. */
const strange: Record<string, string> = {
  'an alias bomb': `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(', ')}]\n`)
    .join('')}`,
  'an anchor that holds itself': 'stages: &a\n  b: *a\n',
  'merge keys in a circle': 'stages:\n  a: &a\n    <<: *b\n  b: &b\n    <<: *a\n',
  'deep nesting': `stages: ${'['.repeat(5_000)}`,
  'deep nesting in blocks': Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  tabs: 'stages:\n\ta:\n\t\tcmd: x\n',
  'a BOM': '\uFEFFstages:\n  a:\n    cmd: x\n',
  'line breaks of Windows': 'stages:\r\n  a:\r\n    cmd: x\r\n',
  emoji: `stages:\n  "😀":\n    cmd: "😀 \${😀.x}"\n    deps: ["😀"]\n`,
  'several documents': 'stages: {}\n---\nstages: {}\n...\n',
  Jinja: 'stages:\n  {% for x in y %}\n  a{{ x }}:\n    cmd: {{ x }}\n  {% endfor %}\n',
  Helm: 'a:\n  {{- if .Values.x }}\n  b: {{ .Values.x | quote }}\n  {{- end }}\n',
  'a NUL': 'stages:\n  a:\n    cmd: "\0"\n',
  'a key that is a mapping': '? {a: 1}\n: stages\n',
  'names of prototypes': 'stages:\n  __proto__:\n    cmd: x\n  constructor:\n    cmd: y\n',
};

const why = 'skipped' in corpus ? ` (without Ansible's: ${corpus.skipped})` : '';

describe(`a corpus of ${files.length} files${why}`, () => {
  test('each is read as every kind of manifest', () => {
    for (const file of files) for (const name of names) read(file, name, readFileSync(file, 'utf8'));
  }, 300_000);

  const all = most === Number.POSITIVE_INFINITY;
  test(
    `so ${all ? 'is each of their beginnings' : `are ${most} beginnings of each`}, and as many without one character`,
    () => {
      const random = randomSource(seed);
      const chosen = (count: number) =>
        count <= most
          ? Array.from({ length: count }, (_, index) => index)
          : Array.from({ length: most }, () => random.below(count));
      for (const [index, file] of files.entries()) {
        const text = readFileSync(file, 'utf8');
        const name = names[index % names.length] ?? 'dvc.yaml';
        const lines = text.split('\n');
        for (const end of chosen(lines.length)) read(file, name, lines.slice(0, end).join('\n'));
        for (const at of chosen(text.length)) read(file, name, text.slice(0, at) + text.slice(at + 1));
      }
    },
    all ? 86_400_000 : 600_000,
  );
});

test.each(Object.entries(strange))('%s is read as every kind of manifest', (title, text) => {
  for (const name of names) read(title, name, text);
});

test('a text of ten megabytes is refused at once', () => {
  const folder = folderOf({ 'dvc.yaml': 'stages:\n'.padEnd(10_000_000, '  a: b\n') });
  const document = documentOf(folder, 'dvc.yaml');
  expect(checkDocument(folder, document).map(({ code }) => code)).toEqual(['SW100']);
});

function documentOf(folder: WorkspaceFolder, name: string): ManifestDocument {
  const document = folder.document(name);
  if (!document) throw new Error(`${name} is no manifest`);
  return document;
}

/** Everything that an editor asks of a text that has just been opened. */
function read(source: string, name: string, text: string): void {
  try {
    const folder = folderOf({ [name]: text });
    const document = documentOf(folder, name);
    expect(manifestKindOf(name)).toBe(document.kind);
    const middle = { line: Math.floor(document.yaml.lines.count / 2), character: 6 };
    checkDocument(folder, document);
    foldingRanges(document);
    semanticTokens(document);
    selectionRange(document, middle);
    documentSymbols(folder, document);
    hoverAt({ folder, document, position: middle, now: 0 });
    const once = formatted(document);
    if (once !== text) expect(formatted(document.update(once))).toBe(once);
  } catch (error) {
    throw new Error(
      `${source} as ${name}: ${error instanceof Error ? error.stack : error}\n${text.slice(0, 2_000)}`,
    );
  }
}
