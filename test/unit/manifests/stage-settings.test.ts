import { describe, expect, test } from 'vitest';
import { parsePipeline } from '../../../server/manifests/dvc/parse-pipeline.ts';

function parse(text: string) {
  const reader = { readValues: () => null };
  return parsePipeline({
    text,
    root: '/project',
    file: 'dvc.yaml',
    style: { bool: 'store_true', list: 'nargs' },
    reader,
  });
}

/** `¦` marks where the problem is told; it is taken out before parsing. */
function problemOf(marked: string) {
  const before = marked.slice(0, marked.indexOf('¦')).split('\n');
  const { stages, problems } = parse(marked.replace('¦', ''));
  const [problem] = problems;
  expect(problems).toHaveLength(1);
  expect(problem).toMatchObject({ line: before.length, column: (before.at(-1) ?? '').length + 1 });
  expect(stages).toEqual([]);
  return problem?.message;
}

const stage = (meta: string) => `stages:\n  train:\n    cmd: x\n    meta:\n      ${meta}\n`;

describe('meta.slipway of a stage', () => {
  test('is read whole, beside whatever else the user keeps in meta', () => {
    const { stages, problems } = parse(
      stage(
        `owner: {team: [a, b]}
      slipway:
        resources: {cpu: 1.5, memory: 4GiB, gpus: 2}
        retries: 3
        timeout: 1h30m
        env: {OMP_NUM_THREADS: 4, MODE: fast}`,
      ),
    );
    expect(problems).toEqual([]);
    expect(stages[0]?.settings).toEqual({
      resources: { cpu: 1.5, memoryBytes: 4 * 2 ** 30, gpus: 2 },
      retries: 3,
      timeoutMs: 90 * 60_000,
      env: { OMP_NUM_THREADS: '4', MODE: 'fast' },
      sweep: null,
    });
  });

  test('is one core, no retries and no time limit where nothing is said', () => {
    for (const meta of ['owner: me', 'slipway: {}', 'slipway:'])
      expect(parse(stage(meta)).stages[0]?.settings).toEqual({
        resources: { cpu: 1, memoryBytes: 0, gpus: null },
        retries: 0,
        timeoutMs: null,
        env: {},
        sweep: null,
      });
    expect(parse('stages:\n  a: {cmd: x, meta: just a note}\n').problems).toEqual([]);
  });

  test('may be filled in for each stage of a group', () => {
    const { stages } = parse(
      'stages:\n  a:\n    matrix: {gpus: [0, 1]}\n    cmd: x\n' +
        `    meta: {slipway: {resources: {gpus: "\${item.gpus}"}}}\n`,
    );
    expect(stages.map(({ name, settings }) => [name, settings.resources.gpus])).toEqual([
      ['a@0', 0],
      ['a@1', 1],
    ]);
  });

  test.each([
    ['slipway: {¦resource: {cpu: 1}}', '"meta.slipway" has no key "resource"; did you mean "resources"?'],
    [
      'slipway: {¦priority: 1}',
      '"meta.slipway" has no key "priority"; known: resources, retries, timeout, env, sweep',
    ],
    ['slipway: {resources: {¦gpu: 1}}', '"slipway.resources" has no key "gpu"; did you mean "gpus"?'],
    ['slipway: {resources: {¦cpu: 0}}', '"resources.cpu" is 0; expected a number of cores above 0'],
    [
      'slipway: {resources: {¦memory: 16}}',
      '"resources.memory" is 16; expected a size with its unit, like 16GiB',
    ],
    [
      'slipway: {resources: {¦memory: 16G}}',
      '"resources.memory" is "16G"; expected a size with its unit, like 16GiB',
    ],
    ['slipway: {resources: {¦gpus: -1}}', '"resources.gpus" is -1; expected a whole number from 0'],
    ['slipway: {¦retries: 1.5}', '"slipway.retries" is 1.5; expected a whole number from 0'],
    [
      'slipway: {¦timeout: 90}',
      '"slipway.timeout" is 90; expected a duration with its unit, like 90s or 1h30m',
    ],
    [
      'slipway: {¦timeout: 0s}',
      '"slipway.timeout" is "0s"; expected a duration with its unit, like 90s or 1h30m',
    ],
    ['slipway: {env: {¦9LIVES: a}}', '"9LIVES" is no name of an environment variable'],
    ['slipway: {env: {¦A: [1]}}', '"env.A" is a list; expected text or a number'],
    ['¦slipway: fast', '"meta.slipway" is "fast"; expected a mapping'],
  ])('says where and what in %j', (meta, message) => {
    expect(problemOf(stage(meta))).toBe(message);
  });
});
