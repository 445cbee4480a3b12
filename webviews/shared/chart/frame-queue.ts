const budgetMs = 6;

interface Turn {
  /** A chart that is on screen already can wait for a frame of its own; one that is not is missed. */
  time: 'first' | 'again';
  begin(): void;
}

const waiting: Turn[] = [];
let isScheduled = false;

/**
 * Resolves when it is this caller's turn to draw. Of charts that are drawn again each frame gets one; charts that
 * were never drawn share a part of a frame. So many that change at once share the frames instead of stopping one.
 */
export function turnToDraw(time: Turn['time']): Promise<void> {
  return new Promise((begin) => {
    waiting.push({ time, begin });
    schedule();
  });
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(async () => {
    const start = performance.now();
    let turn: Turn | undefined;
    do {
      turn = waiting.shift();
      turn?.begin();
      // Whoever waited draws in the microtasks that follow.
      await new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
    } while (turn?.time === 'first' && waiting.length > 0 && performance.now() - start < budgetMs);
    isScheduled = false;
    if (waiting.length > 0) schedule();
  });
}
