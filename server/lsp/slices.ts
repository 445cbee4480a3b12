import { setImmediate } from 'node:timers/promises';

const sliceMs = 15;

/** Takes the steps of a long piece of work for a few milliseconds at a time, so that others get their turns. */
export async function inSlices<T>(steps: Iterable<T>, between: (last: T) => void = () => {}): Promise<void> {
  let until = performance.now() + sliceMs;
  for (const step of steps) {
    if (performance.now() < until) continue;
    between(step);
    await setImmediate();
    until = performance.now() + sliceMs;
  }
}
