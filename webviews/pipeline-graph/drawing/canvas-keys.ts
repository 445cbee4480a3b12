import { type GraphKeyAction, graphKey } from './graph-keys.ts';

export type CanvasAction = Exclude<GraphKeyAction, { kind: 'hold' }>;

/** What the keyboard does on the drawing, and whether it holds the hand that pans. */
export class CanvasKeys {
  #isSpaceHeld = false;
  readonly #perform: (action: CanvasAction) => void;

  constructor(perform: (action: CanvasAction) => void) {
    this.#perform = perform;
  }

  get isSpaceHeld(): boolean {
    return this.#isSpaceHeld;
  }

  readonly down = (event: KeyboardEvent): void => {
    const action = graphKey(event, this.#isSpaceHeld);
    if (action === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (action.kind === 'hold') this.#isSpaceHeld = true;
    else this.#perform(action);
  };

  readonly up = (event: KeyboardEvent): void => {
    if (event.key === ' ') this.#isSpaceHeld = false;
  };

  /** The keyboard has gone elsewhere. */
  readonly leave = (): void => {
    this.#isSpaceHeld = false;
  };
}
