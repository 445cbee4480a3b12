import { describe, expect, it } from 'vitest';
import { YamlValues } from '../../../server/language/yaml/values.ts';
import { YamlDocument } from '../../../server/language/yaml/yaml-document.ts';

const lines = [
  'base: &base {cmd: x, deps: [a]}',
  'other: &other {<<: *base, desc: y}',
  'base2: &base {cmd: z}',
  'stages:',
  ...Array.from(
    { length: 40 },
    (_, index) => `  s${index}:\n    <<: *${index % 3 ? 'base' : 'other'}\n    outs: [o${index}]`,
  ),
  'last: [*base, *other]',
];

describe('values of a text whose anchors are edited', () => {
  it('are those of the text read afresh, after each edit of a random walk', () => {
    let random = 7;
    const next = (below: number) => {
      random = (random * 48271) % 2147483647;
      return random % below;
    };
    const current = [...lines];
    let document = YamlDocument.of(current.join('\n'), 'dvc');
    for (let turn = 0; turn < 300; turn++) {
      const at = next(current.length);
      const original = lines[at] ?? '';
      current[at] = next(2) ? original : original.replace(/[a-z]\d*(?=[,}\]]|$)/, `v${turn}`);
      document = document.update(current.join('\n'));
      const fresh = new YamlValues(YamlDocument.of(current.join('\n'), 'dvc'));
      expect(new YamlValues(document).whole()).toEqual(fresh.whole());
    }
  });

  it('stay the same objects where what they stand for is the same', () => {
    const text = lines.join('\n');
    const document = YamlDocument.of(text, 'dvc');
    const edited = document.update(text.replace('o39', 'edited'));
    const [before, after] = [document, edited].map((each) => {
      const found = each.find(['stages', 's4']);
      return found && new YamlValues(each).of(found);
    });
    expect(before).toBeInstanceOf(Map);
    expect(after).toBe(before);
  });
});
