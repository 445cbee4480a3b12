import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkDocument } from '../../../server/language/lint/check-document.ts';
import { missingKey } from '../../../server/language/lint/rules/missing-key.ts';
import { neverFiringSchedule } from '../../../server/language/lint/rules/never-firing-schedule.ts';
import { refusedEntry } from '../../../server/language/lint/rules/refused-entry.ts';
import { undefinedName } from '../../../server/language/lint/rules/undefined-name.ts';
import { unknownKey } from '../../../server/language/lint/rules/unknown-key.ts';
import { wrongValue } from '../../../server/language/lint/rules/wrong-value.ts';
import { severitiesOf } from '../../../server/language/lint/severities-of.ts';
import { isMapping } from '../../../server/manifests/schema/json-schema.ts';
import { parseWorkspaceManifest } from '../../../server/manifests/workspace/parse-workspace-manifest.ts';
import { type RandomSource, randomSource } from '../../conformance/random-source.ts';
import { folderOf } from './fixture.ts';

const whole = readFileSync(join(import.meta.dirname, '../../workspaces/release/slipway.yaml'), 'utf8');

describe('lint of slipway.yaml', () => {
  it('tells of what the runner refuses and of nothing else, whatever is changed in the file', () => {
    const random = randomSource(11);
    let refused = 0;
    for (let round = 0; round < 200; round++) {
      const text = stringify(mutated(parse(whole), random));
      const ofRunner = parseWorkspaceManifest(text).problems.map(({ message }) =>
        message.replace(/^"schedules\.\d+": /, ''),
      );
      if (ofRunner.length > 0) refused++;
      const ofLint = messagesOf(text).map((message) => message.replace(/^"schedules\.\d+": /, ''));
      expect(ofLint.toSorted(), text).toEqual(ofRunner.toSorted());
    }
    expect(refused).toBeGreaterThan(50);
    expect(refused).toBeLessThan(195);
  }, 30_000);

  it('has the severities that its own rules give', () => {
    const folder = folderOf({
      'slipway.yaml':
        'slipway: 1\nrules: {SW101: "off", SW102: hint, SW103: loud}\ntracer: local\nslipway: 1\n',
      'dvc.yaml': 'stages:\n  a:\n    cmd: x\n    depss: [b]\n',
    });
    const severities = severitiesOf(folder);
    expect([...severities]).toEqual([
      ['SW101', 'off'],
      ['SW102', 'hint'],
    ]);
    const found = folder.documents().flatMap((document) => checkDocument(folder, document, { severities }));
    expect(found.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'SW103 error',
      'SW102 hint',
      'SW102 hint',
    ]);
  });

  it('knows of no severities in a folder without slipway.yaml, and follows a change of the file', () => {
    expect(severitiesOf(folderOf({})).size).toBe(0);
    const folder = folderOf({ 'slipway.yaml': 'slipway: 1\nrules: {SW110: warning}\n' });
    expect(severitiesOf(folder).get('SW110')).toBe('warning');
    folder.open('slipway.yaml', 'slipway: 1\nrules: {SW110: hint}\n');
    expect(severitiesOf(folder).get('SW110')).toBe('hint');
  });
});

const ofEngine = [unknownKey, wrongValue, missingKey, neverFiringSchedule, undefinedName, refusedEntry];

/** Without what lint alone can know: other files. */
function messagesOf(text: string): string[] {
  const folder = folderOf({ 'slipway.yaml': text });
  return folder
    .documents()
    .flatMap((document) => checkDocument(folder, document, { rules: ofEngine }))
    .filter(({ message }) => !message.startsWith('there is no pipeline'))
    .map(({ message }) => message);
}

const replacements = [
  null,
  7,
  'x',
  'local',
  '',
  [],
  {},
  true,
  '0 0 31 2 *',
  '0 2 * * *',
  'Mars/Base',
  '../out',
  'on',
  ['a'],
];
const names = ['cron', 'on', 'off_peak', 'name', 'time_zone', 'settle', 'kind', 'nonsense', 'tracker'];

function mutated(value: unknown, random: RandomSource): unknown {
  const size = isMapping(value) ? Object.keys(value).length : Array.isArray(value) ? value.length : 0;
  if (size === 0 || random.chance(0.05)) return random.pick<unknown>(replacements);
  const at = random.below(size);
  if (Array.isArray(value)) {
    if (random.chance(0.2)) return [...value, value[at]];
    return value.with(at, mutated(value[at], random));
  }
  const entries = Object.entries(value as Record<string, unknown>);
  const [key, item] = entries[at] ?? ['', null];
  const change = random.below(10);
  if (change === 0) entries.splice(at, 1);
  else if (change === 1) entries.push([random.pick(names), random.pick<unknown>(replacements)]);
  else entries[at] = [key, mutated(item, random)];
  return Object.fromEntries(entries);
}
