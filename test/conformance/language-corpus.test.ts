import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkDocument } from '../../server/language/lint/check-document.ts';
import { folderOf } from '../unit/language/fixture.ts';
import { corpusFiles } from './corpus/corpus-files.ts';
import { CorpusReader, manifestNames } from './corpus/corpus-reader.ts';
import { type CorpusText, telling } from './corpus/corpus-texts.ts';
import { strangeTexts } from './corpus/strange-texts.ts';
import { randomSource } from './random-source.ts';

/** Every text is read without a fault, whatever it is taken for. `corpus/run.ts` reads all that can be made of the same files. */
const { files, without } = await corpusFiles();
const seed = 20_261_127;

describe(`a corpus of ${files.length} files${without ? ` (without ${without})` : ''}`, () => {
  test('each is read as every kind of manifest, and formatted as one', () => {
    for (const [index, file] of files.entries()) {
      const text = readFileSync(file, 'utf8');
      for (const name of manifestNames) {
        const reader = new CorpusReader(name);
        read(reader, { what: `${file}, as ${name}`, text, cursor: text.length >> 1 });
        if (name === nameFor(index)) format(reader, { what: `${file}, as ${name}`, text });
      }
    }
  }, 600_000);

  test('so are two beginnings of each that end where something is open, and two texts without a character that matters', () => {
    const random = randomSource(seed);
    for (const [index, file] of files.entries()) {
      const name = nameFor(index);
      const reader = new CorpusReader(name);
      const text = readFileSync(file, 'utf8');
      read(reader, { what: `${file}, as ${name}`, text, cursor: 0 });
      const changed = [...telling(text, 2, random)].map((one) => ({
        ...one,
        what: `${file} ${one.what}, as ${name}`,
      }));
      for (const one of changed) read(reader, one);
      const last = changed.at(-1);
      if (last) format(reader, last);
    }
  }, 600_000);
});

test.each(Object.entries(strangeTexts))('%s is read as every kind of manifest', (what, text) => {
  for (const name of manifestNames) {
    const reader = new CorpusReader(name);
    read(reader, { what: `${what}, as ${name}`, text, cursor: text.length >> 1 });
    format(reader, { what: `${what}, as ${name}`, text });
  }
});

test('a text of ten megabytes is refused at once', () => {
  const folder = folderOf({ 'dvc.yaml': 'stages:\n'.padEnd(10_000_000, '  a: b\n') });
  const [document] = folder.documents();
  if (!document) throw new Error('dvc.yaml is no manifest');
  expect(checkDocument(folder, document).map(({ code }) => code)).toEqual(['SW100']);
});

function nameFor(index: number): string {
  return manifestNames[index % manifestNames.length] ?? 'dvc.yaml';
}

function read(reader: CorpusReader, { what, text, cursor }: CorpusText): void {
  named(what, text, () => reader.read(text, cursor));
}

function format(reader: CorpusReader, { what, text }: Pick<CorpusText, 'what' | 'text'>): void {
  named(what, text, () => reader.format(text));
}

/** Names the text in what is thrown. */
function named(what: string, text: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.stack : error}\n${text.slice(0, 2_000)}`);
  }
}
