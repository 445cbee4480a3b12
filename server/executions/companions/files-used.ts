import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeNote, readFileAccess, readNotes } from '../../provenance/execution-journals.ts';
import { filesWrittenSince } from '../../provenance/workspace-changes.ts';
import { addWarning } from '../../tracking/add-warning.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import type { Companion } from '../companion.ts';

/** Files of the workspace that were read and written, and what the program should have a person told of. */
export function filesUsedCompanion(tracker: Tracker, folder: string): Companion {
  return {
    name: 'files used',
    attach: ({ runId, executionDir, journalDir, startedAt }) => ({
      async finish() {
        const access = await readFileAccess(journalDir, folder);
        const used =
          access.read === null ? await writtenOnly(folder, startedAt) : { ...access, complete: true };
        const target = join(executionDir, 'artifacts', 'provenance');
        await mkdir(target, { recursive: true, mode: 0o700 });
        await writeFile(join(target, 'files.json'), `${JSON.stringify(used, null, 2)}\n`, { mode: 0o600 });
        const notes = await readNotes(journalDir);
        if (notes.length === 0) return;
        await addWarning(tracker, runId, notes.map(describeNote).join('\n'));
      },
    }),
  };
}

/** No Python process was listened to: what was read is not known, which is `null` and not an empty list. */
async function writtenOnly(folder: string, startedAt: number) {
  return { read: null, ...(await filesWrittenSince(folder, startedAt)) };
}
