import type { ArrowKey } from '../graph/next-node.ts';
import type { Point } from '../layout/graph-layout.ts';

/** Pixels of one step. */
const step = 80;
const zoomStep = 1.25;

export type GraphKeyAction =
  | { kind: 'pan'; by: Point }
  /** Space is held: what follows pans. */
  | { kind: 'hold' }
  | { kind: 'move'; key: ArrowKey }
  | { kind: 'open' | 'first' | 'last' | 'fit' }
  | { kind: 'zoom'; factor: number };

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const steps: Record<ArrowKey, Point> = {
  ArrowLeft: { x: step, y: 0 },
  ArrowRight: { x: -step, y: 0 },
  ArrowUp: { x: 0, y: step },
  ArrowDown: { x: 0, y: -step },
};

const others: Record<string, GraphKeyAction> = {
  ' ': { kind: 'hold' },
  Enter: { kind: 'open' },
  Home: { kind: 'first' },
  End: { kind: 'last' },
  '0': { kind: 'fit' },
  '+': { kind: 'zoom', factor: zoomStep },
  '=': { kind: 'zoom', factor: zoomStep },
  '-': { kind: 'zoom', factor: 1 / zoomStep },
};

/** What a key does in the graph; null leaves it to the editor. */
export function graphKey(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Key,
  isSpaceHeld: boolean,
): GraphKeyAction | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (isArrow(key)) return shiftKey || isSpaceHeld ? { kind: 'pan', by: steps[key] } : { kind: 'move', key };
  return others[key] ?? null;
}

function isArrow(key: string): key is ArrowKey {
  return Object.hasOwn(steps, key);
}
