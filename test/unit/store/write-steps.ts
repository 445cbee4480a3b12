import { writeSync } from 'node:fs';
import { openStore } from '../../../server/store/open-store.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';

/** Logs batches of ten steps for ever, and says the last step of each once it is acknowledged. */
const tracker = new EmbeddedTracker(openStore({ folder: process.argv[2] ?? '', access: 'write' }));
const { info } = await tracker.createRun({
  runId: null,
  experimentId: '0',
  startTime: Date.now(),
  userId: '',
  runName: '',
  tags: {},
});
writeSync(1, `${info.runId}\n`);
for (let step = 0; ; step += 10) {
  const metrics = Array.from({ length: 10 }, (_, row) => ({
    key: 'loss',
    value: Math.random(),
    timestamp: step + row,
    step: step + row,
  }));
  await tracker.logBatch(info.runId, { metrics, params: [], tags: [] });
  writeSync(1, `${step + 9}\n`);
}
