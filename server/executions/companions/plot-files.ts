import { cp, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addWarning } from '../../tracking/add-warning.ts';
import type { Tracker } from '../../tracking/tracker.ts';
import type { Companion } from '../companion.ts';

/** A plot is drawn from little; what is larger is data. */
const mostBytes = 100 * 2 ** 20;

/** Puts the plots that the stage wrote among the run's artifacts, as `plots/<path>`. Before those are moved. */
export function plotFilesCompanion(tracker: Tracker): Companion {
  return {
    name: 'plots',
    attach: ({ runId, facts, executionDir }) => ({
      async finish() {
        for (const { path, name } of facts.stage?.plots ?? []) {
          const found = await stat(path).catch(() => null);
          if (!found) continue;
          const target = join(executionDir, 'artifacts', 'plots', name);
          await mkdir(dirname(target), { recursive: true, mode: 0o700 });
          const left = await copyPlots(path, target);
          if (left.length > 0)
            await addWarning(
              tracker,
              runId,
              `Larger than 100 MiB, so not kept with the run: ${left.join(', ')}`,
            );
        }
      },
    }),
  };
}

/** Returns what was too large. */
async function copyPlots(source: string, target: string): Promise<string[]> {
  const left: string[] = [];
  await cp(source, target, {
    recursive: true,
    dereference: true,
    filter: async (path) => {
      const { size } = await stat(path);
      if (size > mostBytes) left.push(path);
      return size <= mostBytes;
    },
  });
  return left;
}
