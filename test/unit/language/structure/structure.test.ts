import { expect, test } from 'vitest';
import { foldingRanges } from '../../../../server/language/structure/folding-ranges.ts';
import { selectionRange } from '../../../../server/language/structure/selection-ranges.ts';
import { semanticTokens, tokenTypes } from '../../../../server/language/structure/semantic-tokens.ts';
import { ManifestDocument } from '../../../../server/language/workspace/manifest-document.ts';
import { readCursor } from '../fixture.ts';

function pipeline(text: string): ManifestDocument {
  return ManifestDocument.of('dvc.yaml', 'pipeline', text);
}

/** Long enough that its stages are read one by one. */
const long = `stages:\n${Array.from({ length: 10 }, (_, i) => `  s${i}:\n    cmd: run \${lr}\n    deps:\n      - a\n      - b\n`).join('')}plots:\n  - x\n`;

test('entries, lists and comments of several lines fold', () => {
  const document = pipeline(
    '# one\n# two\nstages:\n  a:\n    cmd: x\n    deps:\n      - b\n      - c\n\nvars: [x]\n',
  );
  expect(folds(document)).toEqual(['0-1', '2-7', '3-7', '5-7']);
});

test('a block that is read entry by entry folds as one', () => {
  const document = pipeline(long);
  expect(document.yaml.sections.length).toBeGreaterThan(10);
  expect(folds(document)).toContain('0-50');
  expect(folds(document)).toContain('46-50');
  expect(folds(document)).toContain('51-52');
});

test('a selection grows from the word to its value, its entry, its stage, and the whole text', () => {
  const { text, position } = readCursor('stages:\n  a:\n    cmd: pyth|on a.py\n    desc: x\n');
  const document = pipeline(text);
  const grown: string[] = [];
  for (
    let step: ReturnType<typeof selectionRange> | undefined = selectionRange(document, position);
    step;
    step = step.parent
  )
    grown.push(
      text.slice(
        document.yaml.lines.offsetAt(step.range.start),
        document.yaml.lines.offsetAt(step.range.end),
      ),
    );
  expect(grown).toEqual([
    'python a.py',
    'cmd: python a.py',
    'cmd: python a.py\n    desc: x',
    'a:\n    cmd: python a.py\n    desc: x',
    'stages:\n  a:\n    cmd: python a.py\n    desc: x',
    text,
  ]);
});

test.each([
  [
    'short',
    `stages:\n  a:\n    cmd: run \${lr} \${m[0].x}\nx: &b 1\ny: *b\n`,
    ['class a', 'variable lr', 'variable m[0].x', 'type *b'],
  ],
  ['long', long, Array.from({ length: 10 }, (_, i) => [`class s${i}`, 'variable lr']).flat()],
])('stages, templates and aliases of a %s text have tokens', (_, text, expected) => {
  expect(tokens(pipeline(text))).toEqual(expected);
});

function folds(document: ManifestDocument): string[] {
  return foldingRanges(document)
    .map(({ startLine, endLine }) => `${startLine}-${endLine}`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** Unpacks what LSP packs. */
function tokens(document: ManifestDocument): string[] {
  const data = semanticTokens(document);
  const lines = document.yaml.text.split('\n');
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(at, at + 4);
    line += down;
    character = down === 0 ? character + right : right;
    found.push(`${tokenTypes[type]} ${lines[line]?.slice(character, character + length)}`);
  }
  return found;
}
