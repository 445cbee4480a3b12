import { openStore } from '../../../server/store/open-store.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';

/** Writes a run and dies before SQLite can move it from the log into the database. */
const tracker = new EmbeddedTracker(openStore({ folder: process.argv[2] ?? '', access: 'write' }));
await tracker.createRun({
  runId: null,
  experimentId: '0',
  startTime: 1,
  userId: '',
  runName: 'only-in-the-log',
  tags: {},
});
process.kill(process.pid, 'SIGKILL');
