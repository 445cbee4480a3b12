import { expect, it } from 'vitest';
import { interopTags } from '../../../schemas/protocol/interop.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import type { ImportSource, SourceRun } from '../../../server/importers/import-source.ts';
import { importInto, newWorkspace } from '../../bed/import-workspace.ts';

const runId = 'a'.repeat(32);

function sourceOf(changes: Partial<SourceRun>): ImportSource {
  const run: SourceRun = {
    runId,
    origin: 'here',
    fingerprint: JSON.stringify(changes),
    experiment: { name: 'alpha', lifecycleStage: 'active', tags: {} },
    runName: 'one',
    status: 'RUNNING',
    startTime: 1_000,
    endTime: null,
    lifecycleStage: 'active',
    userId: '',
    params: {},
    tags: {},
    inputs: [],
    metrics: () => [[{ key: 'loss', value: 1, timestamp: 5_000, step: 0 }]],
    async *artifacts() {},
    ...changes,
  };
  return {
    count: async () => 1,
    close: async () => undefined,
    async *runs() {
      yield run;
    },
  };
}

it('takes a run that still runs in its source as killed at its last sign of life, and its end once it has one', async () => {
  const workspace = await newWorkspace();
  const taken = async () => (await workspace.tracker.getRuns([runId]))[0];
  try {
    await importInto(workspace, sourceOf({}));
    expect(await taken()).toMatchObject({
      info: { status: 'KILLED', endTime: 5_000 },
      tags: {
        [interopTags.importStatus]: 'RUNNING',
        [runTags.reason]: expect.stringContaining('RUNNING in its source'),
      },
    });
    await importInto(workspace, sourceOf({ status: 'FINISHED', endTime: 9_000 }));
    const ended = await taken();
    expect(ended?.info).toMatchObject({ status: 'FINISHED', endTime: 9_000 });
    expect(Object.keys(ended?.tags ?? {})).not.toContain(interopTags.importStatus);
    expect(Object.keys(ended?.tags ?? {})).not.toContain(runTags.reason);
  } finally {
    await workspace.close();
  }
});
