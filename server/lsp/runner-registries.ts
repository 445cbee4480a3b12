import type { Registry } from '../language/workspace/providers.ts';
import { RunnerRegistry } from './runner-registry.ts';

/** The runners' registries, a folder each. Nobody is spoken to before the client says that its user trusts the workspace. */
export class RunnerRegistries {
  readonly #byRoot = new Map<string, RunnerRegistry>();
  readonly #onChange: () => void;
  readonly #tell: (text: string) => void;
  #isTrusted = false;

  constructor(onChange: () => void, tell: (text: string) => void) {
    this.#onChange = onChange;
    this.#tell = tell;
  }

  of(root: string): Registry {
    const known = this.#byRoot.get(root);
    if (known) return known;
    const made = new RunnerRegistry(root, this.#onChange);
    this.#byRoot.set(root, made);
    if (this.#isTrusted) this.#connect(made);
    return made;
  }

  /** From now on runners that run are asked. Also said when one may have started. */
  trust(): void {
    this.#isTrusted = true;
    for (const registry of this.#byRoot.values()) this.#connect(registry);
  }

  close(): void {
    for (const registry of this.#byRoot.values()) registry.close();
  }

  #connect(registry: RunnerRegistry): void {
    registry.connect().catch((error) => {
      this.#tell(`The runner cannot be asked: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}
