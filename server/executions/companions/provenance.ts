import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { collectProvenance } from '../../provenance/provenance.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import type { Companion } from '../companion.ts';

/** Where the run comes from, as it was at the start: tags at once, texts among the artifacts. */
export function provenanceCompanion(tracker: Tracker): Companion {
  return {
    name: 'provenance',
    attach({ runId, cwd, facts, executionDir, resumed }) {
      if (resumed) return { finish: async () => {} };
      const { file, interpreter, env } = facts;
      const recorded = collectProvenance({ cwd, env, file, interpreter }).then(
        async ({ tags, artifacts }) => {
          const rows = Object.entries(tags).map(([key, value]) => ({ key, value }));
          await tracker.logBatch(runId, { metrics: [], params: [], tags: rows });
          for (const { path, text } of artifacts) {
            const target = join(executionDir, 'artifacts', path);
            await mkdir(dirname(target), { recursive: true, mode: 0o700 });
            await writeFile(target, text, { mode: 0o600 });
          }
        },
      );
      recorded.catch(() => {});
      return { finish: () => recorded };
    },
  };
}
