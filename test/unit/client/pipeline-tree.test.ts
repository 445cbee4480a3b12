import { describe, expect, test } from 'vitest';
import { applyChange } from '../../../client/features/pipelines/apply-change.ts';
import {
  fileName,
  groupName,
  localName,
  stateCounts,
  timeLeftMs,
} from '../../../client/features/pipelines/stage-facts.ts';
import { arrange } from '../../../client/features/pipelines/tree/arrange.ts';
import type { PipelineView, StageView, StageViewState } from '../../../schemas/protocol/pipelines.ts';

function stage(name: string, state: StageViewState = 'fresh', change: Partial<StageView> = {}): StageView {
  return {
    name,
    group: null,
    description: null,
    file: '/w/dvc.yaml',
    line: 1,
    needs: [],
    state,
    reasons: [],
    command: 'true',
    deps: [],
    outs: [],
    lastRun: null,
    running: null,
    ...change,
  };
}

const grid = (key: string, state: StageViewState) => stage(`grid@${key}`, state, { group: 'grid' });

function viewOf(stages: StageView[], change: Partial<PipelineView> = {}): PipelineView {
  return { files: ['/w/dvc.yaml'], stages, faults: [], ...change };
}

describe('the tree', () => {
  test('shows stages in execution order, a group where its first stage stands', () => {
    const view = viewOf([stage('a'), grid('1', 'fresh'), stage('b'), grid('2', 'stale')]);
    const [branch] = arrange(view, { onlyDue: false });
    expect(branch?.entries.map((entry) => (entry.kind === 'stage' ? entry.stage.name : entry.name))).toEqual([
      'a',
      'grid',
      'b',
    ]);
    expect(branch?.entries[1]).toMatchObject({ stages: [{ name: 'grid@1' }, { name: 'grid@2' }] });
  });

  test('leaves out what is up to date where that is asked, and files that nothing is left of', () => {
    const sub = { file: '/w/sub/dvc.yaml' };
    const view = viewOf(
      [stage('a'), grid('1', 'fresh'), grid('2', 'stale'), stage('sub/dvc.yaml:c', 'frozen', sub)],
      { files: ['/w/dvc.yaml', '/w/sub/dvc.yaml'] },
    );
    const branches = arrange(view, { onlyDue: true });
    expect(branches.map(({ file, name }) => [file, name])).toEqual([['/w/dvc.yaml', 'dvc.yaml']]);
    expect(branches[0]?.entries).toMatchObject([{ kind: 'group', stages: [{ name: 'grid@2' }] }]);
  });

  test('shows a fault with its file, and one of a params file with the first', () => {
    const at = { line: 1, column: 1, message: 'bad' };
    const faults = [
      { ...at, file: '/w/sub/dvc.yaml' },
      { ...at, file: '/w/params.yaml' },
    ];
    const branches = arrange(viewOf([], { files: ['/w/dvc.yaml', '/w/sub/dvc.yaml'], faults }), {
      onlyDue: true,
    });
    expect(branches.map((branch) => branch.faults.map(({ file }) => file))).toEqual([
      ['/w/params.yaml'],
      ['/w/sub/dvc.yaml'],
    ]);
  });
});

test.each([
  ['train', null, 'train', null, 'dvc.yaml'],
  ['grid@a:b', 'grid', 'grid@a:b', 'grid', 'dvc.yaml'],
  ['sub/dvc.yaml:grid@1', 'grid', 'grid@1', 'sub/dvc.yaml:grid', 'sub/dvc.yaml'],
])(
  '%s of the group %s is %s in its file; the runner calls its group %s, its file %s',
  (name, group, ...names) => {
    expect([localName({ name }), groupName({ name, group }), fileName({ name })]).toEqual(names);
  },
);

test('counts name the states that want an eye first', () => {
  expect(stateCounts([stage('a'), stage('b', 'stale'), stage('c', 'failed'), stage('d')])).toEqual([
    { state: 'failed', count: 1 },
    { state: 'stale', count: 1 },
    { state: 'fresh', count: 2 },
  ]);
});

test('the time left is what it usually takes without what has passed', () => {
  const running = (expectedMs: number | null) => ({ running: { since: 1000, expectedMs, runId: 'r' } });
  expect(timeLeftMs(running(5000), 3000)).toBe(3000);
  expect(timeLeftMs(running(5000), 7000)).toBe(-1000);
  expect(timeLeftMs(running(null), 3000)).toBeNull();
  expect(timeLeftMs({ running: null }, 3000)).toBeNull();
});

test('a change replaces the stages that it names; a view replaces all', () => {
  const before = viewOf([stage('a'), stage('b')]);
  const { view, changed } = applyChange(before, { stages: [stage('b', 'stale')], view: null });
  expect(view.stages.map(({ name, state }) => [name, state])).toEqual([
    ['a', 'fresh'],
    ['b', 'stale'],
  ]);
  expect(changed).toEqual(['b']);
  const after = viewOf([stage('c')]);
  expect(applyChange(before, { stages: [], view: after })).toEqual({ view: after, changed: null });
});
