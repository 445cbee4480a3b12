import type { DvcSettings } from './dvc-settings.ts';
import { ignoreInGit, isInRepository, stageInGit } from './git-ignore.ts';

/** What a run of pipelines leaves for git, as DVC's settings have it. */
export class GitProject {
  readonly #root: string;
  readonly #settings: Pick<DvcSettings, 'usesGit' | 'autostages'>;
  readonly #written = new Set<string>();

  constructor(root: string, settings: Pick<DvcSettings, 'usesGit' | 'autostages'>) {
    this.#root = root;
    this.#settings = settings;
  }

  /** Cached data are for git to ignore. */
  async ignore(path: string): Promise<void> {
    if (!this.#settings.usesGit) return;
    const file = await ignoreInGit(path);
    if (file !== null) this.wrote(file);
  }

  /** A file that belongs into a commit. */
  wrote(file: string): void {
    this.#written.add(file);
  }

  /** At the end, with `core.autostage`: what was written goes into git's index. */
  async stage(): Promise<void> {
    const { usesGit, autostages } = this.#settings;
    if (!usesGit || !autostages || this.#written.size === 0 || !isInRepository(this.#root)) return;
    await stageInGit(this.#root, [...this.#written]);
    this.#written.clear();
  }
}
