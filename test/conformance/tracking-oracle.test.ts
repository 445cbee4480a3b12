import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../server/store/open-store.ts';
import type { Store } from '../../server/store/store.ts';
import { EmbeddedTracker } from '../../server/tracking/embedded/embedded-tracker.ts';
import { TrackingError } from '../../server/tracking/tracker.ts';
import { pythonEnv } from '../bed/python-env.ts';
import { type Operation, operations } from './tracking-operations.ts';

type Answer = { result: unknown } | { code: string; message: string };

const python = await pythonEnv('mlflow', ['mlflow==3.17.2']);

describe.skipIf('skipped' in python)(
  `operations come out as in MLflow's SqlAlchemyStore${'skipped' in python ? ` (skipped: ${python.skipped})` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-tracking-'));
    let store: Store;
    const ours: Answer[] = [];
    let theirs: Answer[];

    beforeAll(async () => {
      store = openStore({ folder, access: 'write' });
      const tracker = new EmbeddedTracker(store);
      for (const operation of operations) ours.push(await answer(tracker, operation));
      theirs = askMlflow();
    }, 120_000);

    afterAll(() => {
      store?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(operations.map((operation, index) => [`${index} ${title(operation)}`, index] as const))(
      '%s',
      (_, index) => {
        expect(comparable(ours[index])).toEqual(comparable(theirs[index]));
      },
    );
  },
);

function askMlflow(): Answer[] {
  if ('skipped' in python) throw new Error(python.skipped);
  const script = fileURLToPath(new URL('tracking_oracle.py', import.meta.url));
  const child = spawnSync(python.python, [script], {
    input: JSON.stringify(operations),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: python.env,
  });
  if (child.status !== 0) throw new Error(child.stderr.slice(-2000));
  return JSON.parse(child.stdout.slice(child.stdout.lastIndexOf('\n[') + 1));
}

async function answer(tracker: EmbeddedTracker, operation: Operation): Promise<Answer> {
  try {
    return { result: (await perform(tracker, operation)) ?? null };
  } catch (error) {
    if (!(error instanceof TrackingError)) throw error;
    return { code: error.code, message: error.message };
  }
}

function perform(tracker: EmbeddedTracker, operation: Operation): Promise<unknown> {
  switch (operation.op) {
    case 'createExperiment':
      return tracker.createExperiment({ ...operation, artifactLocation: null });
    case 'renameExperiment':
      return tracker.renameExperiment(operation.experimentId, operation.name);
    case 'setExperimentTag':
      return tracker.setExperimentTag(operation.experimentId, operation.key, operation.value);
    case 'deleteExperimentTag':
      return tracker.deleteExperimentTag(operation.experimentId, operation.key);
    case 'setExperimentStage':
      return tracker.setExperimentStage(operation.experimentId, operation.stage);
    case 'getExperiment':
      return tracker
        .getExperiment(operation.experimentId)
        .then((found) => [found.name, found.lifecycleStage, found.tags]);
    case 'createRun':
      return tracker.createRun({ ...operation, userId: 'ann' }).then(() => null);
    case 'updateRun': {
      const { runId, status, endTime, runName } = operation;
      return tracker
        .updateRun(runId, { status, runName, ...(endTime === null ? {} : { endTime }) })
        .then(() => null);
    }
    case 'setRunStage':
      return tracker.setRunStage(operation.runId, operation.stage);
    case 'logBatch':
      return tracker.logBatch(operation.runId, {
        ...operation,
        metrics: operation.metrics.map((metric) => ({ ...metric, value: Number(metric.value) })),
      });
    case 'deleteTag':
      return tracker.deleteTag(operation.runId, operation.key);
    case 'logInputs':
      return tracker.logInputs(
        operation.runId,
        operation.datasets.map(({ tags, ...dataset }) => ({
          dataset: { ...dataset, sourceType: 'local', schema: null, profile: null },
          tags,
        })),
      );
    case 'getRun':
      return runOf(tracker, operation.runId);
    case 'history':
      return tracker
        .metricHistory(operation.runId, operation.key, { maxResults: 1000, pageToken: null })
        .then(({ items }) =>
          items.map(({ timestamp, step, value }) => [timestamp, step, Number.isNaN(value) ? 'NaN' : value]),
        );
  }
}

async function runOf(tracker: EmbeddedTracker, runId: string): Promise<unknown> {
  const { info, params, tags, metrics, inputs } = await tracker.getRun(runId);
  return {
    name: info.runName,
    status: info.status,
    stage: info.lifecycleStage,
    startTime: info.startTime,
    endTime: info.endTime,
    params,
    tags,
    metrics: metrics.map(({ key, value, timestamp, step }) => [key, value, timestamp, step]).toSorted(),
    inputs: inputs.map((input) => [input.name, input.digest, input.source, input.tags]).toSorted(),
  };
}

/** After "already exists" MLflow shows its own SQL, and we what to do. */
function comparable(given: Answer | undefined): Answer | undefined {
  if (given === undefined || 'result' in given) return given;
  return { ...given, message: given.message.replace(/(already exists\.).*$/s, '$1') };
}

function title(operation: Operation): string {
  const text = JSON.stringify(operation);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
