import { identifyProcess, type ProcessIdentity } from '../discovery/process-identity.ts';
import { type DetachedProcess, spawnDetached } from '../discovery/spawn-detached.ts';

/** One that nothing was left to do for in this time ends. */
const spareMs = 15_000;
/** One that was taken is replaced after this: at once, its start would hold up that of the command, and of others. */
const replaceMs = 250;

/**
 * Starts supervisors. While stages of pipelines follow one another, the next one's stands ready: a process takes longer
 * to begin than many a stage to run.
 */
export class Supervisors {
  readonly #spawn: () => DetachedProcess;
  readonly #spares: DetachedProcess[] = [];
  #ending: NodeJS.Timeout | null = null;
  #replacing: NodeJS.Timeout | null = null;
  #wanted = 0;
  /** Stages end faster than spares are replaced. */
  #ranOut = false;

  constructor(program: string, folder: string, logFile: string) {
    this.#spawn = () => spawnDetached(program, [folder], { logFile, input: 'pipe' });
  }

  /** `ready` resolves once it has started the execution's command; to false where it ended before that. */
  start(executionId: string): { supervisor: ProcessIdentity | null; ready: Promise<boolean> } {
    const spare = this.#takeSpare();
    if (!spare && this.#wanted > 0) this.#ranOut = true;
    const { pid, input, ready } = spare ?? this.#spawn();
    // One that has ended already says nothing when it should be ready.
    input?.on('error', () => {});
    input?.end(`${executionId}\n`);
    return { supervisor: pid === undefined ? null : identifyProcess(pid), ready: saysAnything(ready) };
  }

  /** Has so many stand ready, for a while. */
  makeReady(count: number): void {
    this.#wanted = count;
    while (this.#spares.length < count) this.#spares.push(this.#spawn());
    if (this.#ending) clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.dispose(), spareMs).unref();
  }

  /** Has so many stand ready again soon. */
  replaceTaken(count: number): void {
    if (this.#ranOut) this.makeReady(count);
    this.#wanted = count;
    this.#replacing ??= setTimeout(() => {
      this.#replacing = null;
      this.makeReady(this.#wanted);
    }, replaceMs).unref();
  }

  /** Ends those that stand ready; those that supervise stay. */
  dispose(): void {
    if (this.#replacing) clearTimeout(this.#replacing);
    this.#replacing = null;
    this.#wanted = 0;
    this.#ranOut = false;
    for (const { input } of this.#spares.splice(0)) input?.destroy();
  }

  #takeSpare(): DetachedProcess | undefined {
    for (;;) {
      const spare = this.#spares.shift();
      if (!spare || (spare.pid !== undefined && identifyProcess(spare.pid))) return spare;
    }
  }
}

async function saysAnything(ready: AsyncIterable<unknown>): Promise<boolean> {
  let said = '';
  for await (const chunk of ready) said += chunk;
  return said !== '';
}
