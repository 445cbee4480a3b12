import { type Component, connectedComponents } from './components.ts';
import type { GraphLayout, LayoutRequest, Point } from './graph-layout.ts';
import { layered } from './layered.ts';
import { packBoxes } from './pack.ts';

const gapBetweenComponents = 36;
const gapBetweenRegions = 40;
const frame = { top: 38, side: 18 };

/** Places every node: what hangs together in layers, then all of that in rows, framed by region where there are several. */
export function layOut(request: LayoutRequest): GraphLayout {
  const { direction, previous } = request;
  const components = connectedComponents(request);
  const isFramed = new Set(request.nodes.flatMap(({ region }) => region ?? [])).size > 1;
  const byRegion = new Map<string, Component[]>();
  for (const component of components) {
    const region = isFramed ? component.region : '';
    byRegion.set(region, [...(byRegion.get(region) ?? []), component]);
  }
  const laidRegions = [...byRegion].map(([name, members]) => {
    const placed = members.map((component) => layered(component, direction, previous));
    const padding = name === '' ? { top: 0, side: 0 } : frame;
    const pack = packBoxes(placed, gapBetweenComponents);
    return {
      name,
      placed,
      padding,
      corners: pack.corners,
      width: pack.width + 2 * padding.side,
      height: pack.height + padding.top + (name === '' ? 0 : padding.side),
    };
  });
  const whole = packBoxes(laidRegions, gapBetweenRegions);
  const result: GraphLayout = {
    direction,
    positions: new Map(),
    edges: [],
    regions: [],
    width: whole.width,
    height: whole.height,
  };
  for (const [index, region] of laidRegions.entries()) {
    const corner = whole.corners[index] ?? { x: 0, y: 0 };
    const { name, width, height, padding } = region;
    if (name !== '') result.regions.push({ name, ...corner, width, height });
    for (const [at, { positions, edges }] of region.placed.entries()) {
      const within = region.corners[at] ?? { x: 0, y: 0 };
      const moved = ({ x, y }: Point): Point => ({
        x: x + corner.x + within.x + padding.side,
        y: y + corner.y + within.y + padding.top,
      });
      for (const [id, point] of positions) result.positions.set(id, moved(point));
      for (const edge of edges) result.edges.push({ ...edge, points: edge.points.map(moved) });
    }
  }
  return result;
}
