import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StageReach } from '../../../schemas/protocol/pipelines.ts';
import { readPrivateJson, writePrivateJson } from '../../discovery/private-file.ts';

/** What is known of a private copy besides its files. */
export interface CopyRecord {
  id: string;
  /** `making`: it is not whole; `ready`: it can be run in. */
  state: 'making' | 'ready';
  /** The pipeline's run in it. */
  runId: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Absolute, of the pipelines that it is a copy of. */
  original: string;
  /** Absolute, of the pipelines in the copy. */
  root: string;
  /** As they were asked for. */
  stages: string[];
  reach: StageReach;
  /** Params that were set, as `--set` takes them. */
  changes: string[];
  /** The run whose inputs it has; null for those of the workspace. */
  inputsOf: string | null;
  /** Params file -> its text in the workspace when the copy was made. */
  paramsBefore: Record<string, string>;
}

/** Records of copies lie with the user's state: a folder that came with a clone is no copy of ours. */
export class CopyRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  write(record: CopyRecord): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writePrivateJson(this.#file(record.id), record);
  }

  remove(id: string): void {
    rmSync(this.#file(id), { force: true });
  }

  /** Oldest first. */
  all(): CopyRecord[] {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => readPrivateJson<CopyRecord>(join(this.#folder, name)) ?? [])
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
