import { readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { formatBytes } from '../../core/quantities.ts';
import { UserError } from '../../core/user-error.ts';
import { type Gpu, readGpus, visibleGpus } from '../../jobs/gpus.ts';
import { SlotPool, type SlotRequest, type Slots } from '../../jobs/slot-pool.ts';
import type { StageResources } from '../../manifests/dvc/stage-settings.ts';
import { parseWorkspaceManifest } from '../../manifests/workspace/parse-workspace-manifest.ts';
import type { LocalSlots } from '../../manifests/workspace/workspace-manifest.ts';

const manifestName = 'slipway.yaml';

/**
 * What of this machine the stages of a folder may take together, whoever asked for them: `executors.local` of
 * slipway.yaml, and otherwise all of it.
 */
export class MachineSlots {
  readonly #file: string;
  readonly #pool = new SlotPool({ cpu: availableParallelism(), memoryBytes: usableMemory(), gpus: [] });
  #gpus: Gpu[] = [];

  constructor(folder: string) {
    this.#file = join(folder, manifestName);
  }

  /**
   * Looks at what there is now. Asking for the GPUs takes its time; `env` is whose tools are asked.
   * @throws UserError `SLW-MANIFEST-INVALID` where slipway.yaml says it wrongly
   */
  async refresh(stages: readonly StageResources[], env: Record<string, string>): Promise<void> {
    const { cpu, memoryBytes, gpus } = await this.#declared();
    this.#pool.resize({ cpu: cpu ?? availableParallelism(), memoryBytes: memoryBytes ?? usableMemory() });
    if (!stages.some((resources) => resources.gpus)) return;
    this.#gpus = await readGpus(env);
    this.#pool.resize({ gpus: this.#gpus.slice(0, gpus ?? undefined).map(gpuId) });
  }

  /** Why there is never so much, for a person; null where there is. */
  impossibility(resources: StageResources, env: Record<string, string>): string | null {
    const request = this.#request(resources, env);
    if (this.#pool.isPossible(request)) return null;
    const { capacity } = this.#pool;
    const gpus = resources.gpus === null ? null : visibleOf(capacity.gpus, request.amongGpus);
    return `it asks for ${described(resources)}; this machine offers ${described({ ...capacity, gpus })}`;
  }

  take(resources: StageResources, env: Record<string, string>, signal: AbortSignal): Promise<Slots> {
    return this.#pool.take(this.#request(resources, env), signal);
  }

  /** What a stage that outlived its runner took, until it has ended. */
  hold(taken: { cpu: number; memoryBytes: number; gpus: string[] }, ended: Promise<unknown>): void {
    const { release } = this.#pool.hold(taken);
    void ended.then(release);
  }

  #request({ cpu, memoryBytes, gpus }: StageResources, env: Record<string, string>): SlotRequest {
    return { cpu, memoryBytes, gpus: gpus ?? 0, amongGpus: visibleGpus(this.#gpus, env).map(gpuId) };
  }

  async #declared(): Promise<LocalSlots> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return { cpu: null, memoryBytes: null, gpus: null };
    const { value, problems } = parseWorkspaceManifest(text);
    const [problem] = problems.filter(({ part }) => part === null || part === 'executors');
    if (!problem) return value.localSlots;
    throw new UserError(
      'SLW-MANIFEST-INVALID',
      `${manifestName}:${problem.line}:${problem.column}: ${problem.message}`,
      'Nothing was run.',
    );
  }
}

function visibleOf(gpus: readonly string[], among: readonly string[]): number {
  return gpus.filter((id) => among.includes(id)).length;
}

/** As the vendor's tool counts. */
function gpuId({ index }: Gpu): string {
  return String(index);
}

/** A container may have less than its machine. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function described({ cpu, memoryBytes, gpus }: StageResources): string {
  return [
    `${cpu} ${cpu === 1 ? 'core' : 'cores'}`,
    ...(memoryBytes > 0 ? [`${formatBytes(memoryBytes)} of memory`] : []),
    ...(gpus === null ? [] : [`${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`]),
  ].join(', ');
}
