import { openStore } from '../../../server/store/open-store.ts';
import { EmbeddedTracker } from '../../../server/tracking/embedded/embedded-tracker.ts';

/** Opens a folder that this user may only read, and says what came of it. */
const store = openStore({ folder: process.argv[2] ?? '', access: 'write' });
const write = await new EmbeddedTracker(store)
  .createExperiment({ name: 'x', artifactLocation: null, tags: {} })
  .then(() => 'written')
  .catch((error) => error.code);
process.stdout.write(JSON.stringify({ readOnly: store.readOnly, write }));
store.close();
