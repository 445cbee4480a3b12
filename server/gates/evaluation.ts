import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import { evaluationTag } from '../../schemas/protocol/gates.ts';
import type { StageReport } from '../../schemas/protocol/pipelines.ts';
import { UserError } from '../core/user-error.ts';
import type { PrivateCopies } from '../pipelines/copies/private-copies.ts';
import type { PrivateRuns } from '../pipelines/copies/private-runs.ts';
import type { Executor } from '../pipelines/executors/executor.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';
import { digestOfFiles, type NamedFile } from './digests.ts';
import { artifactIn } from './version-files.ts';

export interface EvaluationSite {
  /** The user's own of the folder. */
  stateDir: string;
  privateRuns: PrivateRuns;
  copies: PrivateCopies;
  executorFor: (context: StartContext) => Executor;
}

export interface EvaluationOrder {
  model: string;
  version: string;
  files: readonly NamedFile[];
  /** As the manifest says it. */
  artifact: string;
  stage: string;
  /** Absolute; null where the manifest names none. */
  data: string | null;
  context: StartContext;
}

export interface EvaluationOutcome {
  runId: string;
  metrics: ReadonlyMap<string, number>;
  /** Of the files that the stage was given, before and after it ran. */
  modelDigest: string;
}

/** Runs the evaluating stage of the pipeline for one version of a model, in a private copy of the workspace, which goes when it is done. */
export class Evaluation {
  readonly #site: EvaluationSite;

  constructor(site: EvaluationSite) {
    this.#site = site;
  }

  /**
   * Always executes the stage. Rejects as `PrivateRuns.run` does, and with the signal's reason.
   * @throws UserError `SLW-EVALUATION-FAILED`, `SLW-EVALUATION-CHANGED`, `SLW-ARTIFACT-NONE`
   */
  async run(order: EvaluationOrder, link: RunLink): Promise<EvaluationOutcome> {
    const folder = join(this.#site.stateDir, 'evaluations', randomBytes(6).toString('hex'));
    try {
      const files = await copyReadOnly(order.files, folder);
      const modelDigest = await digestOfFiles(files);
      const { runId, metrics } = await this.#execute(
        order,
        join(folder, artifactIn(files, order.artifact)),
        link,
      );
      if ((await digestOfFiles(files)) !== modelDigest)
        throw new UserError(
          'SLW-EVALUATION-CHANGED',
          `"${order.stage}" changed the files of the model that it was to evaluate, so that what it measured is no evidence.`,
          'Let it read SLIPWAY_MODEL, and write elsewhere.',
        );
      return { runId, metrics, modelDigest };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #execute({ model, version, stage, data, context }: EvaluationOrder, artifact: string, link: RunLink) {
    const evaluating: StartContext = {
      ...context,
      runName: `evaluate ${model} ${version}`,
      tags: { ...context.tags, [evaluationTag]: `${model}/${version}` },
      env: {
        ...context.env,
        SLIPWAY_MODEL: artifact.replace(/[/\\]$/, ''),
        SLIPWAY_MODEL_VERSION: version,
        ...(data === null ? {} : { SLIPWAY_EVALUATION_DATA: data }),
      },
    };
    const { privateRuns, copies, executorFor } = this.#site;
    let run: string | null = null;
    try {
      const { runId, summary, metrics } = await privateRuns.run({
        stages: [stage],
        reach: 'only',
        uncached: true,
        force: false,
        jobs: null,
        keepGoing: false,
        changes: [],
        inputsOf: null,
        parentRunId: null,
        context: evaluating,
        executor: executorFor(evaluating),
        signal: link.signal,
        onRun: (id) => {
          run = id;
        },
        onReport: ({ name, state }, done, total) => link.report(done, total, `${name}: ${state}`),
        onWait: (holder) => link.report(0, null, `waiting for ${holder}`),
      });
      const failed = summary.stages.find(({ state }) => state === 'failed' || state === 'blocked');
      if (failed) throw evaluationFailed(failed, `${model} ${version}`);
      return { runId, metrics };
    } finally {
      const copy = run === null ? null : copies.ofRun(run);
      if (copy) await copies.remove(copy);
    }
  }
}

/** Its own files, so that nothing of the registered version can be written to, or change while it is evaluated. */
async function copyReadOnly(files: readonly NamedFile[], folder: string): Promise<NamedFile[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const copied: NamedFile[] = [];
  for (const { name, path } of files) {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await copyFile(path, target, constants.COPYFILE_FICLONE);
    await chmod(target, 0o400);
    copied.push({ name, path: target });
  }
  return copied;
}

function evaluationFailed({ name, reasons, lastRun }: StageReport, what: string): UserError {
  const tail = lastRun?.outputTail.trim() ?? '';
  return new UserError(
    'SLW-EVALUATION-FAILED',
    `"${name}" failed for ${what}, so that nothing is measured: ${reasons.join('; ')}`,
    tail === '' ? null : tail,
  );
}
