import { describe, expect, test } from 'vitest';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import type { Rule, RuleExample } from '../../../server/language/lint/rule.ts';
import { rules } from '../../../server/language/lint/rules.ts';
import { applyFixes } from './apply-fixes.ts';
import { folderOf, providersOf, readMarkers } from './fixture.ts';

/** The examples of each rule are its tests: what they mark is found, and nothing else. */
describe.each(rules)('$code $name', (rule) => {
  test.each(rule.examples.wrong)('wrong: $title', (example) => {
    const { found, expected } = look(rule, example);
    expect(found.map(({ at }) => at)).toEqual(expected.map(({ at }) => at));
    for (const [index, { text }] of expected.entries()) expect(found[index]?.message).toContain(text);
  });

  test.each(rule.examples.wrong.filter(({ fixed }) => fixed))('mended: $title', (example) => {
    const { folder } = look(rule, example);
    const problems = folder
      .documents()
      .flatMap((document) => checkDocument(folder, document, { rules: [rule] }));
    const texts = applyFixes(
      folder,
      problems.flatMap((problem) => problem.fixes().slice(0, 1)),
    );
    for (const [location, text] of Object.entries(example.fixed ?? {}))
      expect(texts.get(location)).toBe(text);
  });

  if (rule.examples.right.length > 0)
    test.each(rule.examples.right)('right: $title', (example) => {
      expect(look(rule, example).found).toEqual([]);
    });
});

test('each rule has a code and a name of its own, and an example of what it finds', () => {
  expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  for (const { examples } of rules) expect(examples.wrong.length).toBeGreaterThan(0);
  expect(rules.map(({ code }) => code)).toEqual(rules.map(({ code }) => code).sort());
});

function look(rule: Rule, { files, facts }: RuleExample) {
  const read = Object.entries(files).map(
    ([location, text]) => [location, readMarkers(location, text)] as const,
  );
  const texts = Object.fromEntries(read.map(([location, { text }]) => [location, text]));
  const folder = folderOf(texts, providersOf(facts ?? {}));
  const found = folder.documents().flatMap((document) =>
    checkDocument(folder, document, { rules: [rule] }).map(({ range, message }) => ({
      at: place(document.location, range),
      message,
    })),
  );
  const expected = read.flatMap(([, { markers }]) =>
    markers.map(({ location, range, text }) => ({ at: place(location, range), text })),
  );
  return { folder, found, expected };
}

function place(location: string, { start, end }: Marked): string {
  return `${location}:${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
}

type Marked = { start: { line: number; character: number }; end: { line: number; character: number } };
