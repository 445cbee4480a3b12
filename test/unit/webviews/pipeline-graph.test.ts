import { describe, expect, it, vi } from 'vitest';
import type { StageView } from '../../../schemas/protocol/pipelines.ts';
import { graphKey } from '../../../webviews/pipeline-graph/drawing/graph-keys.ts';
import { resolveVariables } from '../../../webviews/pipeline-graph/drawing/resolve-variables.ts';
import {
  broughtIntoView,
  fitted,
  seenBox,
  zoomedAt,
} from '../../../webviews/pipeline-graph/drawing/viewport.ts';
import { mermaid } from '../../../webviews/pipeline-graph/graph/mermaid.ts';
import { nextNode } from '../../../webviews/pipeline-graph/graph/next-node.ts';
import { focused } from '../../../webviews/pipeline-graph/graph/related.ts';
import { foundNodes } from '../../../webviews/pipeline-graph/graph/search.ts';
import { shownGraph, stageTitle } from '../../../webviews/pipeline-graph/graph/shown-graph.ts';
import { nodeLook } from '../../../webviews/pipeline-graph/node-look.ts';

// The texts are as the panel gives them, in English.
vi.mock('vscode', () => import('../../bench/webviews/page/vscode-stub.ts'));
const { pipelineGraphStrings } = await import('../../../client/features/pipeline-graph/strings.ts');
const strings = pipelineGraphStrings();

function stage(name: string, needs: string[] = [], more: Partial<StageView> = {}): StageView {
  return {
    name,
    group: null,
    description: null,
    file: '/w/dvc.yaml',
    line: 1,
    needs,
    state: 'fresh',
    reasons: [],
    command: `run ${name}`,
    deps: [],
    outs: [],
    lastRun: null,
    running: null,
    ...more,
  };
}

const tuned = (key: string, state: StageView['state']) =>
  stage(`tune@${key}`, ['split'], { group: 'tune', state });
const stages = [
  stage('split'),
  tuned('a', 'fresh'),
  tuned('b', 'failed'),
  tuned('c', 'fresh'),
  stage('evaluate', ['tune@a', 'tune@b', 'tune@c', 'split'], { state: 'stale', reasons: ['lr 0.1 -> 0.2'] }),
  stage('sub/dvc.yaml:report', ['evaluate'], { file: '/w/sub/dvc.yaml' }),
];
const collapsed = { expanded: new Set<string>(), showsFiles: false };
const edgesOf = ({ edges }: { edges: { from: string; to: string }[] }) =>
  edges.map(({ from, to }) => `${from} > ${to}`);

describe('the graph that is shown', () => {
  it('has one node for a group, and one edge for all that lead to it', () => {
    const graph = shownGraph(stages, collapsed);
    expect(graph.nodes.map(({ id }) => id)).toEqual([
      'stage:split',
      'group::tune',
      'stage:evaluate',
      'stage:sub/dvc.yaml:report',
    ]);
    expect(edgesOf(graph)).toEqual([
      'stage:split > group::tune',
      'group::tune > stage:evaluate',
      'stage:split > stage:evaluate',
      'stage:evaluate > stage:sub/dvc.yaml:report',
    ]);
  });

  it('has each stage of an expanded group', () => {
    const graph = shownGraph(stages, { ...collapsed, expanded: new Set(['group::tune']) });
    expect(graph.nodes.length).toBe(6);
    expect(edgesOf(graph)).toContain('stage:tune@b > stage:evaluate');
  });

  it('draws no edge within a group, nor to a stage that is not there', () => {
    const chain = [stage('g@1', ['gone'], { group: 'g' }), stage('g@2', ['g@1'], { group: 'g' })];
    expect(shownGraph(chain, collapsed).edges).toEqual([]);
  });

  it('tells groups of one name in two files apart', () => {
    const both = [stage('g@1', [], { group: 'g' }), stage('sub/dvc.yaml:g@1', [], { group: 'g' })];
    expect(shownGraph(both, collapsed).nodes.map(({ id }) => id)).toEqual(['group::g', 'group:sub:g']);
  });

  it('draws many files between the same nodes as one', () => {
    const outs = Array.from({ length: 9 }, (_, index) => `out/${index}`);
    const graph = shownGraph(
      [stage('many', [], { outs, deps: ['raw.csv'] }), stage('one', ['many'], { deps: outs })],
      { ...collapsed, showsFiles: true },
    );
    expect(graph.nodes.filter(({ kind }) => kind === 'files').map(({ paths }) => paths.length)).toEqual([
      9, 1,
    ]);
    expect(graph.edges.length).toBe(3);
  });

  it('knows a name by its file', () => {
    expect(stageTitle('a/b/dvc.yaml:train@1')).toEqual({ place: 'a/b', title: 'train@1' });
    expect(stageTitle('train')).toEqual({ place: '', title: 'train' });
  });
});

describe('the graph around a node', () => {
  const chain = shownGraph(
    [
      stage('a'),
      stage('b', ['a']),
      stage('c', ['b']),
      stage('d', ['c']),
      stage('e', ['d']),
      stage('x', ['a']),
    ],
    collapsed,
  );
  const around = (up: number | null, down: number | null) =>
    focused(chain, { node: 'stage:c', up, down })
      .nodes.map(({ title }) => title)
      .join('');

  it('reaches as many steps up and down as are asked for', () => {
    expect(around(null, null)).toBe('abcde');
    expect(around(1, 0)).toBe('bc');
    expect(around(0, 2)).toBe('cde');
    expect(around(0, 0)).toBe('c');
  });

  it('is the whole graph where the node has gone', () => {
    expect(focused(chain, { node: 'stage:gone', up: 1, down: 1 })).toBe(chain);
  });
});

describe('a node, in words', () => {
  const look = (one: StageView, now = 0) => {
    const [node] = shownGraph([one], collapsed).nodes;
    if (node === undefined) throw new Error('One stage gives one node.');
    return nodeLook(node, strings, now);
  };

  it('says why it is stale', () => {
    const stale = look(
      stage('train', [], { state: 'stale', reasons: ['lr 0.1 -> 0.2', 'train.py changed'] }),
    );
    expect(stale.line).toBe('Stale · lr 0.1 -> 0.2');
    expect(stale.label).toBe('train, Stale · lr 0.1 -> 0.2, train.py changed');
  });

  it('says how long a running stage takes yet, in whole seconds', () => {
    const running = { since: 1000, expectedMs: 60_000, runId: 'r' };
    const one = stage('train', [], { state: 'running', running });
    expect(look(one, 16_000)).toMatchObject({ line: 'Running · 45 s left', progress: 0.25 });
    expect(look(one, 91_000)).toMatchObject({ line: 'Running for 1m 30s, usually 1m 00s', progress: 1 });
    expect(look({ ...one, running: { ...running, expectedMs: null } }, 4000)).toMatchObject({
      line: 'Running for 3 s',
      progress: null,
    });
  });

  it('counts the states of a group, the worst first', () => {
    const node = shownGraph(stages, collapsed).nodes[1];
    if (node === undefined) throw new Error('The second node is the group.');
    const { state, line, label } = nodeLook(node, strings, 0);
    expect(state).toBe('failed');
    expect(line).toBe('1 failed, 2 up to date');
    expect(label).toBe('tune, Group of 3 stages, 1 failed, 2 up to date');
  });
});

describe('searching', () => {
  const { nodes } = shownGraph(stages, collapsed);
  const found = (text: string) => foundNodes(nodes, text, strings);

  it('finds by every word, in name, state or a stage of a group', () => {
    expect(found('EVAL')).toEqual(['stage:evaluate']);
    expect(found('tune@b')).toEqual(['group::tune']);
    expect(found('stale')).toEqual(['stage:evaluate']);
    expect(found('sub report')).toEqual(['stage:sub/dvc.yaml:report']);
    expect(found('nothing')).toEqual([]);
  });
});

describe('arrow keys', () => {
  const positions = new Map([
    ['a', { x: 0, y: 50 }],
    ['b', { x: 200, y: 0 }],
    ['c', { x: 200, y: 60 }],
    ['d', { x: 200, y: 120 }],
    ['e', { x: 400, y: 110 }],
  ]);
  const edges = [
    { from: 'a', to: 'b' },
    { from: 'a', to: 'c' },
    { from: 'c', to: 'e' },
    { from: 'd', to: 'e' },
  ];

  it('follow the edges to the nearest, and stay within a layer across them', () => {
    expect(nextNode('a', 'ArrowRight', 'right', positions, edges)).toBe('c');
    expect(nextNode('e', 'ArrowLeft', 'right', positions, edges)).toBe('d');
    expect(nextNode('b', 'ArrowDown', 'right', positions, edges)).toBe('c');
    expect(nextNode('d', 'ArrowUp', 'right', positions, edges)).toBe('c');
    expect(nextNode('b', 'ArrowRight', 'right', positions, edges)).toBeNull();
  });

  it('turn with the drawing', () => {
    const turned = new Map([...positions].map(([id, { x, y }]) => [id, { x: y, y: x }]));
    expect(nextNode('a', 'ArrowDown', 'down', turned, edges)).toBe('c');
    expect(nextNode('b', 'ArrowRight', 'down', turned, edges)).toBe('c');
  });

  it('pan with Shift, and leave chords to the editor', () => {
    const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
    expect(graphKey({ ...none, key: 'ArrowLeft' }, false)).toEqual({ kind: 'move', key: 'ArrowLeft' });
    expect(graphKey({ ...none, key: 'ArrowLeft', shiftKey: true }, false)).toMatchObject({ kind: 'pan' });
    expect(graphKey({ ...none, key: 'ArrowLeft' }, true)).toMatchObject({ kind: 'pan' });
    expect(graphKey({ ...none, key: 'Enter', ctrlKey: true }, false)).toBeNull();
    expect(graphKey({ ...none, key: 'F1' }, false)).toBeNull();
  });
});

describe('the part that is in sight', () => {
  const view = { width: 1000, height: 600 };

  it('keeps the point under the pointer when it is zoomed', () => {
    const before = { x: 30, y: -20, scale: 0.5 };
    const at = { x: 400, y: 300 };
    const after = zoomedAt(before, 1.7, at);
    const under = ({ x, y, scale }: typeof before) => ({ x: (at.x - x) / scale, y: (at.y - y) / scale });
    expect(after.scale).toBeCloseTo(0.85);
    expect(under(after).x).toBeCloseTo(under(before).x);
    expect(under(after).y).toBeCloseTo(under(before).y);
  });

  it('holds all of a drawing that is fitted, and enlarges none', () => {
    const large = seenBox(fitted({ width: 9000, height: 400 }, view), view);
    expect(large.x).toBeLessThan(0);
    expect(large.x + large.width).toBeGreaterThan(9000);
    expect(fitted({ width: 100, height: 100 }, view)).toEqual({ x: 450, y: 250, scale: 1 });
  });

  it('moves no more than a node needs', () => {
    const still = { x: 0, y: 0, scale: 1 };
    expect(broughtIntoView(still, { x: 100, y: 100, width: 200, height: 50 }, view)).toEqual(still);
    expect(broughtIntoView(still, { x: 900, y: 100, width: 200, height: 50 }, view)).toEqual({
      x: -124,
      y: 0,
      scale: 1,
    });
    expect(broughtIntoView(still, { x: 0, y: -500, width: 50, height: 50 }, view).y).toBe(524);
  });
});

describe('copied as Mermaid', () => {
  it('is a flowchart whose names hold no syntax', () => {
    const graph = shownGraph([stage('say "hi"'), stage('g@1', ['say "hi"'], { group: 'g' })], collapsed);
    expect(mermaid(graph, 'right', ({ title }) => title)).toBe(
      'flowchart LR\n  s0["say #quot;hi#quot;"]\n  s1[["g"]]\n  s0 --> s1',
    );
  });
});

describe('a saved picture', () => {
  const values: Record<string, string> = { '--vscode-a': '#aaa', '--vscode-b': 'rgb(1, 2, 3)' };
  const resolved = (css: string) => resolveVariables(css, (name) => values[name] ?? '');

  it('has the values of the theme in the place of its variables', () => {
    expect(resolved('x { fill: var(--vscode-a); stroke: var(--tone) }')).toBe(
      'x { fill: #aaa; stroke: var(--tone) }',
    );
    expect(resolved('var(--vscode-none, var(--vscode-b))')).toBe('rgb(1, 2, 3)');
    expect(resolved('var(--vscode-none, color-mix(in srgb, var(--vscode-a) 5%, var(--vscode-b)))')).toBe(
      'color-mix(in srgb, #aaa 5%, rgb(1, 2, 3))',
    );
    expect(resolved('var(\n  --vscode-none,\n  var(--vscode-a)\n)').trim()).toBe('#aaa');
    expect(resolved('var(--vscode-none)')).toBe('currentColor');
  });
});
