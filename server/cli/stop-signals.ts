const signals = ['SIGINT', 'SIGTERM'] as const;
/** Of one Ctrl+C npm makes two signals. */
const samePressMs = 1000;

/** The first Ctrl+C or SIGTERM calls `stop`, one that comes later `leave`. Returns what ends it. */
export function onStopSignals(stop: () => void, leave: () => void): () => void {
  let stoppedAt: number | null = null;
  const onSignal = () => {
    if (stoppedAt === null) {
      stoppedAt = performance.now();
      stop();
    } else if (performance.now() - stoppedAt > samePressMs) leave();
  };
  for (const name of signals) process.on(name, onSignal);
  return () => {
    for (const name of signals) process.removeListener(name, onSignal);
  };
}
