import { expect, test } from 'vitest';
import { hoverAt } from '../../../../server/language/hover/hover.ts';
import { known, unknown } from '../../../../server/language/workspace/known.ts';
import { unknownRegistry } from '../../../../server/language/workspace/unknown-registry.ts';
import { folderOf, readCursor } from '../fixture.ts';

const now = Date.UTC(2026, 10, 26, 12);

function hover(location: string, textWithCursor: string, others: Record<string, string> = {}): string | null {
  const { text, position } = readCursor(textWithCursor);
  const folder = folderOf(
    { [location]: text, ...others },
    {
      registry: {
        ...unknownRegistry,
        lastRun: (stage) =>
          stage === 'train'
            ? known({ endedAt: now - 3 * 3_600_000, durationMs: 65_000, metrics: new Map([['auc', 0.91]]) })
            : unknown,
      },
    },
  );
  const document = folder.document(location);
  const found = document && hoverAt({ folder, document, position, now });
  if (!found) return null;
  return typeof found.contents === 'object' && 'value' in found.contents ? found.contents.value : null;
}

const params = { 'params.yaml': 'train:\n  lr: 1e-05\n  layers: [8, 4]\n' };

test('a param shows its value and where it is used', () => {
  const text = `stages:\n  train:\n    cmd: t \${train.lr}\n    params:\n      - train.l|r\n`;
  expect(hover('dvc.yaml', text, params)).toBe(
    '**train.lr** = `1e-05 (float)` in params.yaml\n\nUsed at dvc.yaml:3, dvc.yaml:5',
  );
});

test('a stage shows its command with values in place, and how it went last', () => {
  const text = `stages:\n  tr|ain:\n    cmd: t --lr \${train.lr}\n    desc: fits\n`;
  expect(hover('dvc.yaml', text, params)).toContain(
    '```sh\nt --lr 1e-05\n```\n\nfits\n\nLast run 3 hours ago, in 1 min 5 s: auc 0.91',
  );
});

test('a matrix shows its members', () => {
  const text = `stages:\n  fi|t:\n    matrix: {a: [1, 2], b: [x]}\n    cmd: t \${item.a} \${item.b}\n`;
  expect(hover('dvc.yaml', text)).toContain(
    '**fit**: 2 stages: `fit@1-x`, `fit@2-x`\n\n`fit@1-x` runs:\n\n```sh\nt 1 x\n```',
  );
});

test('a template shows what it becomes', () => {
  const text = `stages:\n  train:\n    cmd: t| --lr \${train.lr}\n`;
  expect(hover('dvc.yaml', text, params)).toContain('```sh\nt --lr 1e-05\n```');
});

test('a template of a group shows what it becomes for each member, with the vars of the stage', () => {
  const text = `stages:\n  fit:\n    foreach: [1, 2]\n    do:\n      vars: [{n: 7}]\n      cmd: t| \${item} \${n}\n`;
  expect(hover('dvc.yaml', text)).toContain('- `fit@1`: `t 1 7`\n- `fit@2`: `t 2 7`');
  const many = `stages:\n  fit:\n    matrix: {a: [1, 2, 3, 4, 5, 6, 7, 8]}\n    cmd: t| \${item.a}\n`;
  expect(hover('dvc.yaml', many)).toMatch(/`fit@6`: `t 6`\n- and 2 more/);
  const same = `stages:\n  fit:\n    matrix: {a: [1, 2]}\n    cmd: t \${item.a}\n    desc: at| \${train.lr}\n`;
  expect(hover('dvc.yaml', same, params)).toContain('```sh\nat 1e-05\n```');
});

test('a file shows who makes it, and whether it is there', () => {
  const text = 'stages:\n  a:\n    cmd: a\n    outs: [x.txt]\n  b:\n    cmd: b\n    deps: [x.t|xt]\n';
  expect(hover('dvc.yaml', text)).toBe(
    '**x.txt**: made at dvc.yaml:4; not on disk now\n\nUsed at dvc.yaml:7',
  );
});

test('a cron expression shows its next times in its own time zone', () => {
  const text =
    'slipway: 1\nschedules:\n  - {name: n, pipeline: dvc.yaml, cron: "0 2 |* * *", time_zone: Europe/Vienna}\n';
  expect(hover('slipway.yaml', text)).toContain(
    'Next:\n\n- Friday, 27 November 2026 at 02:00:00 CET\n- Saturday, 28 November 2026 at 02:00:00 CET',
  );
});

test('a key shows what the schema says of it', () => {
  expect(hover('slipway.yaml', 'slipway: 1\ntrac|ker: local\n')).toContain(
    'The tracker that views and commands use',
  );
});

test('nothing is told where nothing is known', () => {
  expect(hover('dvc.yaml', 'stages:\n  a:\n    desc: some| words\n')).toBeNull();
});
