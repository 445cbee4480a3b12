import { join, resolve } from 'node:path';
import type { Execution, StartContext } from '../../../schemas/protocol/executions.ts';
import { runTags } from '../../../schemas/protocol/tracking.ts';
import { formatDuration } from '../../core/quantities.ts';
import { UserError } from '../../core/user-error.ts';
import type { Executions } from '../../executions/executions.ts';
import { stoppedOnRequest } from '../../executions/exit-reason.ts';
import { commandLaunch, environmentFor, type LaunchSite } from '../../executions/launch.ts';
import type { StageFacts } from '../../jobs/execution-files.ts';
import { readLastLines } from '../../jobs/output-log.ts';
import type { Slots } from '../../jobs/slot-pool.ts';
import type { MeasuredFiles, Stage } from '../../manifests/dvc/pipeline.ts';
import { withEnvFile } from '../../python/env-file.ts';
import { metricPrefixes } from '../measured-files.ts';
import type { Admission, Executor, ImpossibleStage, LiveStage, StageEnd, StageOrder } from './executor.ts';
import type { MachineSlots } from './machine-slots.ts';
import { shellCommand } from './shell-command.ts';

const tailLines = 20;

export interface LocalExecutorParts {
  executions: Executions;
  site: LaunchSite;
  slots: MachineSlots;
  context: StartContext;
}

/** Runs stages as executions of this machine: tracked, supervised, each a child of the pipeline's run. */
export class LocalExecutor implements Executor {
  readonly #executions: Executions;
  readonly #site: LaunchSite;
  readonly #slots: MachineSlots;
  readonly #context: StartContext;
  /** Stages that may begin, before the first has started. */
  #awaited = 0;
  #hasStarted = false;

  constructor({ executions, site, slots, context }: LocalExecutorParts) {
    this.#executions = executions;
    this.#site = site;
    this.#slots = slots;
    this.#context = context;
  }

  async findImpossible(stages: readonly Stage[]): Promise<ImpossibleStage[]> {
    // What it takes to find the interpreter is waited for by the first stage that begins.
    void environmentFor(this.#context).catch(() => {});
    await this.#slots.refresh(
      stages.map(({ settings }) => settings.resources),
      this.#context.env,
    );
    const found: ImpossibleStage[] = [];
    for (const stage of stages) {
      const env = await this.#environment(stage);
      const why = this.#slots.impossibility(stage.settings.resources, env);
      if (why !== null) found.push({ stage, why });
    }
    return found;
  }

  async findLive(stage: Stage, root: string): Promise<LiveStage | null> {
    for (const { executionId, runId, facts } of this.#executions.live()) {
      if (facts.stage?.root !== root || facts.stage.address !== stage.address) continue;
      const { timeoutMs } = stage.settings;
      const restMs = timeoutMs === null ? null : Math.max(0, facts.stage.startedAt + timeoutMs - Date.now());
      return {
        inputs: facts.stage.inputs,
        ended: async (signal) =>
          this.#endOf(await this.#watch({ executionId, runId }, { stage, restMs }, signal)),
        stop: async () => {
          await this.#executions.stop(runId).catch((error: unknown) => {
            // It has ended meanwhile, or has only just been started: its end is waited for either way.
            if (!(error instanceof UserError)) throw error;
          });
          await this.#executions.ended(executionId);
        },
      };
    }
    return null;
  }

  async admit(stage: Stage, root: string, signal: AbortSignal): Promise<Admission> {
    const { resources } = stage.settings;
    const env = await this.#environment(stage);
    const slots = await this.#slots.take(resources, env, signal);
    if (!this.#hasStarted) this.#makeReady(join(root, stage.workingFolder), env);
    return {
      waited: slots.waited,
      run: (order, stop) => this.#run(order, slots, stop),
      release: () => slots.release(),
    };
  }

  /** While it is written down that a pipeline begins, a supervisor starts and the interpreter is asked what it is. */
  #makeReady(cwd: string, env: Record<string, string>): void {
    this.#executions.expectStarts(++this.#awaited);
    const { envFile: _, ...context } = this.#context;
    void environmentFor({ ...context, cwd, env }).catch(() => {});
  }

  async #run(
    { stage, files, inputs, root, parentRunId, attempt, onSuccess }: StageOrder,
    slots: Slots,
    signal: AbortSignal,
  ) {
    const env = {
      ...(await this.#environment(stage)),
      ...(stage.settings.resources.gpus === null ? {} : gpuVariables(slots.gpus)),
      DVC_ROOT: root,
      DVC_STAGE: stage.address,
    };
    const { envFile: _, ...context } = this.#context;
    const launch = await commandLaunch(this.#site, {
      ...context,
      command: shellCommand(stage.command, env),
      cwd: join(root, stage.workingFolder),
      env,
      runName: stage.address,
      tags: {
        ...context.tags,
        [runTags.parent]: parentRunId,
        [runTags.stage]: stage.address,
        ...(attempt === null ? {} : { [runTags.attempt]: String(attempt) }),
      },
    });
    const commandLine = this.#site.redact([stage.command].flat().join(' && '));
    const started = await this.#executions.start({
      ...launch,
      commandLine,
      stage: {
        root,
        address: stage.address,
        inputs,
        startedAt: Date.now(),
        slots: { ...stage.settings.resources, gpus: slots.gpus },
        ...keptFiles(files, root),
      },
    });
    this.#hasStarted = true;
    this.#executions.onExit(started.executionId, ({ exitCode }) => {
      if (exitCode === 0 && !signal.aborted) onSuccess();
    });
    const limits = { stage, restMs: stage.settings.timeoutMs };
    const execution = await this.#watch(started, limits, signal);
    return this.#endOf(execution);
  }

  /** Sees to the end of it, which an abort and the time limit bring about. */
  async #watch(
    { executionId, runId }: Pick<Execution, 'executionId' | 'runId'>,
    { stage, restMs }: { stage: Stage; restMs: number | null },
    signal: AbortSignal,
  ): Promise<Execution> {
    let stopped: Promise<void> | null = null;
    const stop = (why: string | null) => {
      stopped ??= this.#executions.stop(runId, why).catch((error: unknown) => {
        // It has ended by itself meanwhile.
        if (!(error instanceof UserError && error.code === 'SLW-RUN-NOT-LIVE')) throw error;
      });
    };
    const onAbort = () => {
      // A runner that ends leaves what runs to its supervisor.
      if (!(signal.reason instanceof UserError && signal.reason.code === 'SLW-RUNNER-ENDED')) stop(null);
    };
    const timer =
      restMs === null
        ? null
        : setTimeout(() => {
            const timeout = formatDuration(stage.settings.timeoutMs ?? 0);
            stop(`Stopped: it ran longer than its timeout of ${timeout}.`);
          }, restMs);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const execution = await this.#executions.ended(executionId);
      // Its process may be gone and those that it started not yet: they still write to its outs.
      await stopped;
      return execution;
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (timer) clearTimeout(timer);
    }
  }

  async #endOf(execution: Execution): Promise<StageEnd> {
    const { executionId, runId, exitCode, reason, startedAt } = execution;
    const endedAt = execution.endedAt ?? Date.now();
    const failure = exitCode === 0 && reason === null ? null : (reason ?? `Exit code ${exitCode}.`);
    const outputTail =
      failure === null ? '' : await readLastLines(this.#executions.outputFile(executionId), tailLines);
    return {
      failure,
      stopped: reason === stoppedOnRequest,
      run: {
        runId,
        executionId,
        endedAt,
        durationMs: endedAt - startedAt,
        succeeded: failure === null,
        outputTail,
      },
    };
  }

  /** The stage's own variables over those of whoever asked. */
  async #environment(stage: Stage): Promise<Record<string, string>> {
    const { env, envFile } = this.#context;
    return { ...(envFile ? await withEnvFile(env, envFile) : env), ...stage.settings.env };
  }
}

function keptFiles({ metrics, plots }: MeasuredFiles, root: string): Pick<StageFacts, 'metrics' | 'plots'> {
  const prefixes = metricPrefixes(metrics);
  return {
    metrics: metrics.map(({ location }) => ({
      path: resolve(root, location),
      prefix: prefixes.get(location) ?? '',
    })),
    plots: plots.map(({ location }) => ({ path: resolve(root, location), name: artifactName(location) })),
  };
}

/** Below the run's own folder, wherever the file lies. */
function artifactName(location: string): string {
  return location
    .split('/')
    .filter((part) => part !== '' && part !== '..' && part !== '.')
    .join('/');
}

/** CUDA and ROCm see these GPUs alone, counted as the slots count them. */
function gpuVariables(gpus: string[]): Record<string, string> {
  const list = gpus.join(',');
  return { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: list, HIP_VISIBLE_DEVICES: list };
}
