import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import { evaluationTag } from '../../schemas/protocol/gates.ts';
import type { StageReport } from '../../schemas/protocol/pipelines.ts';
import { artifactFiles } from '../candidates/artifact-files.ts';
import type { Candidate } from '../candidates/candidates.ts';
import { UserError } from '../core/user-error.ts';
import type { PrivateCopies } from '../pipelines/copies/private-copies.ts';
import type { PrivateRuns } from '../pipelines/copies/private-runs.ts';
import type { Executor } from '../pipelines/executors/executor.ts';
import type { RunLink } from '../pipelines/pipeline-runs.ts';

export interface EvaluationSite {
  /** The user's own of the folder. */
  stateDir: string;
  privateRuns: PrivateRuns;
  copies: PrivateCopies;
  executorFor: (context: StartContext) => Executor;
}

export interface EvaluationOrder {
  candidate: Candidate;
  /** Name of the stage, as the manifest says it. */
  stage: string;
  context: StartContext;
}

export interface EvaluationOutcome {
  runId: string;
  metrics: ReadonlyMap<string, number>;
}

/** Runs the evaluating stage of the pipeline for one version of a model, in a private copy of the workspace, which goes when it is done. */
export class Evaluation {
  readonly #site: EvaluationSite;

  constructor(site: EvaluationSite) {
    this.#site = site;
  }

  /**
   * Always executes the stage. Rejects as `PrivateRuns.run` does, and with the signal's reason.
   * @throws UserError `SLW-EVALUATION-FAILED`, `SLW-EVALUATION-CHANGED`
   */
  async run(order: EvaluationOrder, link: RunLink): Promise<EvaluationOutcome> {
    const { candidate, stage } = order;
    const folder = join(this.#site.stateDir, 'evaluations', randomBytes(6).toString('hex'));
    try {
      const artifact = await copyReadOnly(candidate, folder);
      await this.#requireSame(artifact, candidate, 'The files of the model changed while they were copied.');
      const outcome = await this.#execute(order, artifact, link);
      await this.#requireSame(
        artifact,
        candidate,
        `"${stage}" changed the files of the model that it evaluated.`,
      );
      return outcome;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #requireSame(artifact: string, { digests }: Candidate, otherwise: string): Promise<void> {
    if ((await artifactFiles(artifact)).sha256 !== digests.model)
      throw new UserError(
        'SLW-EVALUATION-CHANGED',
        `${otherwise} What was measured is no evidence.`,
        'A stage reads SLIPWAY_MODEL, and writes elsewhere.',
      );
  }

  async #execute({ candidate, stage, context }: EvaluationOrder, artifact: string, link: RunLink) {
    const { version, name } = candidate.version;
    const { evaluationData } = candidate;
    const evaluating: StartContext = {
      ...context,
      runName: `evaluate ${name} ${version}`,
      tags: { ...context.tags, [evaluationTag]: `${name}/${version}` },
      env: {
        ...context.env,
        SLIPWAY_MODEL: loadedFrom(candidate, artifact),
        SLIPWAY_MODEL_VERSION: version,
        ...(evaluationData === null ? {} : { SLIPWAY_EVALUATION_DATA: evaluationData }),
      },
    };
    const { privateRuns, copies, executorFor } = this.#site;
    let run: string | null = null;
    try {
      const { runId, summary, metrics } = await privateRuns.run({
        stages: [stage],
        reach: 'only',
        uncached: true,
        force: null,
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
      if (failed) throw evaluationFailed(failed, `${name} ${version}`);
      return { runId, metrics };
    } finally {
      const copy = run === null ? null : copies.ofRun(run);
      if (copy) await copies.remove(copy);
    }
  }
}

/** Its own files, so that nothing of the registered version can be written to, or change while it is evaluated. Returns the artifact's path. */
async function copyReadOnly({ artifact, root, files }: Candidate, folder: string): Promise<string> {
  const target = join(folder, basename(artifact));
  const top = root === artifact ? target : folder;
  for (const { path } of files) {
    const file = path === '' ? target : join(top, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await copyFile(path === '' ? artifact : join(root, path), file, constants.COPYFILE_FICLONE);
    await chmod(file, 0o400);
  }
  return target;
}

function evaluationFailed({ name, reasons, lastRun }: StageReport, what: string): UserError {
  const tail = lastRun?.outputTail.trim() ?? '';
  return new UserError(
    'SLW-EVALUATION-FAILED',
    `"${name}" failed for ${what}, so that nothing is measured: ${reasons.join('; ')}`,
    tail === '' ? null : tail,
  );
}

/** What a stage loads: of a model that MLflow logged its folder, whatever file of it the manifest names. */
function loadedFrom({ servedBy, root, artifact }: Candidate, copy: string): string {
  return servedBy === 'mlflow' && root !== artifact ? dirname(copy) : copy;
}
