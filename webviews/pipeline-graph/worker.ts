import type { GraphLayout, LayoutRequest } from './layout/graph-layout.ts';
import { layOut } from './layout/lay-out.ts';

/** Lays graphs out beside the view, which goes on answering meanwhile. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<LayoutRequest>) => void;
  postMessage(layout: GraphLayout): void;
};

scope.onmessage = ({ data }) => scope.postMessage(layOut(data));
