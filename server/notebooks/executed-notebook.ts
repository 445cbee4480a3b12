import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Attached, Companion, LiveExecution } from '../executions/companion.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { executedNotebook } from './notebook-command.ts';

/** The notebook as far as it got, outputs included, is an artifact of its run; what was injected, its parameters. */
export function executedNotebookCompanion(tracker: Tracker): Companion {
  return {
    name: 'executed notebook',
    attach: (execution): Attached => ({ finish: () => keepNotebook(tracker, execution) }),
  };
}

async function keepNotebook(
  tracker: Tracker,
  { kind, runId, facts, executionDir }: LiveExecution,
): Promise<void> {
  if (kind !== 'notebook' || !facts.file) return;
  const executed = executedNotebook(executionDir, facts.file);
  const folder = join(executionDir, 'artifacts');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(executed, join(folder, basename(facts.file)));

  // In the end, for a parameter cannot be logged twice: what the notebook itself has logged stays as it wrote it.
  const injected = Object.entries(await injectedParameters(executed));
  if (injected.length === 0) return;
  const { params } = await tracker.getRun(runId);
  const absent = injected.filter(([key]) => !(key in params));
  await tracker.logBatch(runId, {
    metrics: [],
    tags: [],
    params: absent.map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  });
}

/** As papermill, and our helper, write them into the notebook's metadata. */
async function injectedParameters(notebook: string): Promise<Record<string, unknown>> {
  const { metadata } = JSON.parse(await readFile(notebook, 'utf8'));
  return metadata?.papermill?.parameters ?? {};
}
