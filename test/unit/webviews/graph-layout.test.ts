import { describe, expect, it } from 'vitest';
import type { GraphDirection } from '../../../schemas/protocol/views/pipeline-graph.ts';
import type {
  GraphLayout,
  LayoutNode,
  LayoutRequest,
  Point,
} from '../../../webviews/pipeline-graph/layout/graph-layout.ts';
import { layOut } from '../../../webviews/pipeline-graph/layout/lay-out.ts';
import { packBoxes } from '../../../webviews/pipeline-graph/layout/pack.ts';
import { randomFrom } from '../../bench/webviews/page/random.ts';

const node = (id: string, region = ''): LayoutNode => ({ id, width: 180, height: 46, region });
const none = new Map<string, Point>();

/** Stages in layers, each reading from one to three of the layers before it. */
function randomGraph(count: number, perLayer: number, seed: number): Pick<LayoutRequest, 'nodes' | 'edges'> {
  const random = randomFrom(seed);
  const edges = new Map<string, { from: string; to: string }>();
  for (let index = perLayer; index < count; index++)
    for (let edge = 0; edge < 1 + random() * 2; edge++) {
      const from = Math.floor(random() * (index - (index % perLayer)));
      edges.set(`${from} ${index}`, { from: `s${from}`, to: `s${index}` });
    }
  return {
    nodes: Array.from({ length: count }, (_, index) => node(`s${index}`)),
    edges: [...edges.values()],
  };
}

function overlapping(nodes: readonly LayoutNode[], { positions }: GraphLayout): string[] {
  const at = (id: string) => positions.get(id) ?? { x: Number.NaN, y: Number.NaN };
  return nodes.flatMap((a, index) =>
    nodes.slice(index + 1).flatMap((b) => {
      const [here, there] = [at(a.id), at(b.id)];
      const apart =
        Math.abs(here.x - there.x) >= (a.width + b.width) / 2 ||
        Math.abs(here.y - there.y) >= (a.height + b.height) / 2;
      return apart ? [] : [`${a.id} over ${b.id}`];
    }),
  );
}

/** Pairs of nodes of one layer, and which of the two comes first. */
function orders({ positions }: GraphLayout, ids: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const a of ids)
    for (const b of ids) {
      const [one, other] = [positions.get(a), positions.get(b)];
      if (one && other && a < b && one.x === other.x) found.set(`${a} ${b}`, Math.sign(one.y - other.y));
    }
  return found;
}

describe.each<GraphDirection>(['right', 'down'])('a graph that is laid out %s', (direction) => {
  const graph = randomGraph(120, 8, 7);
  const layout = layOut({ ...graph, direction, previous: none });

  it('has no two nodes on one another, and all within its size', () => {
    expect(overlapping(graph.nodes, layout)).toEqual([]);
    for (const { x, y } of layout.positions.values()) {
      expect(x - 90).toBeGreaterThanOrEqual(-0.01);
      expect(y - 23).toBeGreaterThanOrEqual(-0.01);
      expect(x + 90).toBeLessThanOrEqual(layout.width + 0.01);
      expect(y + 23).toBeLessThanOrEqual(layout.height + 0.01);
    }
  });

  it('has every edge forward, from border to border', () => {
    const along = ({ x, y }: Point) => (direction === 'right' ? x : y);
    const half = direction === 'right' ? 90 : 23;
    expect(layout.edges.length).toBe(graph.edges.length);
    for (const { from, to, points } of layout.edges) {
      const [start, end] = [layout.positions.get(from), layout.positions.get(to)] as [Point, Point];
      expect(along(end) - along(start)).toBeGreaterThan(2 * half);
      expect(along(points[0] as Point)).toBeGreaterThanOrEqual(along(start));
      expect(along(points.at(-1) as Point)).toBeLessThanOrEqual(along(end));
      const steps = points.map(along);
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    }
  });
});

describe('an edge over several layers', () => {
  it('passes beside every node of them', () => {
    const graph = randomGraph(90, 6, 11);
    const { positions, edges } = layOut({ ...graph, direction: 'right', previous: none });
    const cut = edges.flatMap(({ from, to, points }) =>
      [...positions]
        .filter(([id]) => id !== from && id !== to)
        .filter(([, { x, y }]) =>
          points.some((point) => Math.abs(point.x - x) <= 90.01 && Math.abs(point.y - y) < 23),
        )
        .map(([id]) => `${from} > ${to} over ${id}`),
    );
    expect(edges.some(({ points }) => points.length > 2)).toBe(true);
    expect(cut).toEqual([]);
  });
});

describe('a graph that has changed', () => {
  const graph = randomGraph(80, 6, 3);
  const before = layOut({ ...graph, direction: 'right', previous: none });

  it('comes out the same where nothing has', () => {
    expect(layOut({ ...graph, direction: 'right', previous: none })).toEqual(before);
  });

  it('keeps the order within its layers when a stage is added', () => {
    const changed = {
      nodes: [node('new'), ...graph.nodes],
      edges: [{ from: 's20', to: 'new' }, { from: 'new', to: 's79' }, ...graph.edges],
    };
    const after = layOut({ ...changed, direction: 'right', previous: before.positions });
    expect(overlapping(changed.nodes, after)).toEqual([]);
    const ids = graph.nodes.map(({ id }) => id);
    const [old, now] = [orders(before, ids), orders(after, ids)];
    const both = [...old.keys()].filter((pair) => now.has(pair));
    expect(both.length).toBeGreaterThan(old.size / 2);
    expect(both.filter((pair) => old.get(pair) !== now.get(pair))).toEqual([]);
  });

  it('keeps the order when a stage goes', () => {
    const gone = (id: string) => id === 's30';
    const after = layOut({
      nodes: graph.nodes.filter(({ id }) => !gone(id)),
      edges: graph.edges.filter(({ from, to }) => !gone(from) && !gone(to)),
      direction: 'right',
      previous: before.positions,
    });
    const ids = graph.nodes.map(({ id }) => id);
    const [old, now] = [orders(before, ids), orders(after, ids)];
    expect([...now].filter(([pair, sign]) => old.has(pair) && old.get(pair) !== sign)).toEqual([]);
  });
});

describe('graphs that do not hang together', () => {
  it('stand beside one another, in their order, in a drawing that is about as wide as an editor', () => {
    const nodes = Array.from({ length: 200 }, (_, index) => node(`s${index}`));
    const edges = nodes.flatMap(({ id }, index) =>
      index % 5 === 0 ? [] : [{ from: `s${index - 1}`, to: id }],
    );
    const layout = layOut({ nodes, edges, direction: 'right', previous: none });
    expect(overlapping(nodes, layout)).toEqual([]);
    expect(layout.width / layout.height).toBeGreaterThan(1);
    expect(layout.width / layout.height).toBeLessThan(3);
    expect(layout.positions.get('s0')?.y).toBe(layout.positions.get('s1')?.y);
  });

  it('are framed by their file where there are several', () => {
    const nodes = ['a', 'b', 'c'].flatMap((name) => [node(`${name}1`, name), node(`${name}2`, name)]);
    const edges = [
      { from: 'a1', to: 'a2' },
      { from: 'b1', to: 'b2' },
      { from: 'c1', to: 'a1' },
    ];
    const { regions, positions } = layOut({ nodes, edges, direction: 'right', previous: none });
    // c1 hangs together with a: what is of two files has no frame.
    expect(regions.map(({ name }) => name)).toEqual(['b', 'c']);
    for (const { name, x, y, width, height } of regions) {
      const { x: at, y: top } = positions.get(`${name}2`) ?? { x: Number.NaN, y: Number.NaN };
      expect(at - 90 > x && at + 90 < x + width && top - 23 > y && top + 23 < y + height).toBe(true);
    }
  });

  it('pack into rows in their order', () => {
    const box = { width: 100, height: 50 };
    // Six of 110 by 60 with their gaps make an area that is 1.6 times as wide as high at a width of 251.
    expect(packBoxes([box, box, box, box, box, box], 10)).toEqual({
      corners: [0, 60, 120].flatMap((y) => [
        { x: 0, y },
        { x: 110, y },
      ]),
      width: 210,
      height: 170,
    });
  });
});

describe('a graph with a cycle, which no pipeline should have', () => {
  it('is drawn all the same', () => {
    const nodes = [node('a'), node('b'), node('c')];
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'a' },
    ];
    const layout = layOut({ nodes, edges, direction: 'right', previous: none });
    expect(overlapping(nodes, layout)).toEqual([]);
    expect(layout.edges.length).toBe(3);
  });
});
