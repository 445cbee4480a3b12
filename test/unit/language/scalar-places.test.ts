import { expect, test } from 'vitest';
import { placesOfLetters } from '../../../server/language/yaml/scalar-places.ts';
import { YamlDocument } from '../../../server/language/yaml/yaml-document.ts';

/** The text from each mark in the value on, up to the end of its word in the source. */
function wordAt(source: string, word: string): string {
  const yaml = YamlDocument.of(`when: ${source}\nafter: 1\n`, 'core');
  const found = yaml.find(['when']);
  if (found?.node.kind !== 'scalar') throw new Error('the fixture has no scalar');
  const value = String(found.node.value);
  const { text } = found.place.section;
  const places = placesOfLetters(found.node, text);
  expect(places).toHaveLength(value.length + 1);
  const start = value.indexOf(word);
  return text.slice(places[start], places[start + word.length]);
}

test.each([
  ['auc >= 0.9', '0.9'],
  ['\'metrics["val/loss"] <= 0.31\'', '0.31'],
  ["'a == ''x'' && b'", 'b'],
  ['"metrics[\\"val/loss\\"] <= 0.31"', '0.31'],
  ['"a \\u003e= 0.9"', '0.9'],
  ['"a && \\\n    b"', 'b'],
  ['>-\n  auc >= 0.9\n  && f1 >= 0.8', 'f1'],
  ['|\n  auc >= 0.9 &&\n    f1 >= 0.8', 'f1'],
  ['auc >= 0.9\n  && f1 >= 0.8', 'f1'],
  ['"auc >= 0.9\n\n  && f1 >= 0.8"', 'f1'],
])('a word of %j stands where it is written', (source, word) => {
  expect(wordAt(source, word)).toBe(word);
});
