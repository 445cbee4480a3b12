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
import { type Corpus, type CorpusQuery, searchCorpus } from './search-corpus.ts';

type Answer = { ids: string[] } | { code: string; message: string };

/** MLflow answers 500 here, which its clients retry for minutes; a wrong request is a wrong request. */
const codesOfOurOwn = new Map([['`order_by` contains duplicate fields', 'INVALID_PARAMETER_VALUE']]);

const python = await pythonEnv('mlflow', ['mlflow==3.17.2']);
const corpus = searchCorpus(Number(process.env.SLIPWAY_TEST_SEED ?? 1), 300);

describe.skipIf('skipped' in python)(
  `searches answer as MLflow's SqlAlchemyStore does${'skipped' in python ? ` (skipped: ${python.skipped})` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-search-'));
    let store: Store;
    let tracker: EmbeddedTracker;
    let oracle: { runs: Answer[]; experiments: Answer[] };

    beforeAll(async () => {
      store = openStore({ folder, access: 'write' });
      tracker = new EmbeddedTracker(store);
      await fill(tracker, corpus);
      oracle = askMlflow(corpus);
    }, 120_000);

    afterAll(() => {
      store?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(corpus.runQueries.map((query, index) => [title(query), query, index] as const))(
      'runs: %s',
      async (_, query, index) => {
        const ours = await answer(() => tracker.queryRunIds({ experimentIds: [], ...query, view: 'ALL' }));
        expect(comparable(ours)).toEqual(comparable(oracle.runs[index]));
      },
    );

    test.each(corpus.experimentQueries.map((query, index) => [title(query), query, index] as const))(
      'experiments: %s',
      async (_, query, index) => {
        const ours = await answer(async () => {
          const page = await tracker.searchExperiments({
            ...query,
            view: 'ALL',
            maxResults: 1000,
            pageToken: null,
          });
          return page.items.map((experiment) => experiment.name);
        });
        expect(comparable(ours)).toEqual(comparable(oracle.experiments[index]));
      },
    );
  },
);

async function fill(tracker: EmbeddedTracker, { experiments, runs }: Corpus): Promise<void> {
  const ids = new Map<string, string>();
  for (const [name, tags] of Object.entries(experiments))
    ids.set(name, await tracker.createExperiment({ name, artifactLocation: null, tags }));
  for (const run of runs) {
    await tracker.createRun({ ...run, experimentId: ids.get(run.experiment) ?? '', tags: {} });
    await tracker.logBatch(run.runId, {
      metrics: run.metrics.map((metric) => ({ ...metric, value: Number(metric.value) })),
      params: run.params,
      tags: run.tags,
    });
    if (run.dataset === null) continue;
    const { name, digest, context } = run.dataset;
    await tracker.logInputs(run.runId, [
      {
        dataset: { name, digest, sourceType: 'local', source: '{}', schema: null, profile: null },
        tags: { 'mlflow.data.context': context },
      },
    ]);
  }
}

function askMlflow(questions: Corpus): { runs: Answer[]; experiments: Answer[] } {
  if ('skipped' in python) throw new Error(python.skipped);
  const script = fileURLToPath(new URL('search_oracle.py', import.meta.url));
  const child = spawnSync(python.python, [script], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: python.env,
  });
  if (child.status !== 0) throw new Error(child.stderr.slice(-2000));
  return JSON.parse(child.stdout.slice(child.stdout.lastIndexOf('\n{') + 1));
}

async function answer(search: () => Promise<string[]>): Promise<Answer> {
  try {
    return { ids: await search() };
  } catch (error) {
    if (!(error instanceof TrackingError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** Python shows its sets in an order of their own each time, and not all of them balanced: cut there. */
function comparable(answered: Answer | undefined): Answer | undefined {
  if (answered === undefined || 'ids' in answered) return answered;
  const message = answered.message.replace(/'\{.*$/s, '{…}');
  const ownCode = [...codesOfOurOwn].find(([start]) => message.startsWith(start))?.[1];
  return { code: ownCode ?? answered.code, message };
}

function title({ filter, orderBy }: CorpusQuery): string {
  return [filter, ...orderBy.map((order) => `ORDER BY ${order}`)].join(' ') || 'everything';
}
