const budgetMs = 6;

const waiting: (() => void)[] = [];
let isScheduled = false;

/**
 * Resolves when it is this caller's turn to draw. Turns are given frame by frame, as many as fit into a part
 * of a frame, so that many charts that change at once share the frames instead of stopping one.
 */
export function turnToDraw(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    schedule();
  });
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(async () => {
    const start = performance.now();
    while (waiting.length > 0 && performance.now() - start < budgetMs) {
      waiting.shift()?.();
      // Whoever waited draws in the microtasks that follow.
      await new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
    }
    isScheduled = false;
    if (waiting.length > 0) schedule();
  });
}
