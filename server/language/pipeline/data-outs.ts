import { Memo } from '../../core/memo.ts';
import { type DataOut, readDataFile } from '../../manifests/dvc/data-file.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { foldersAbove } from './folders-above.ts';

/** What the `.dvc` files of a workspace folder name: data of the user's, which no stage makes. */
export class DataOuts {
  readonly #byLocation: ReadonlyMap<string, DataOut>;
  readonly #byFolder = new Map<string, DataOut>();

  constructor(outs: readonly DataOut[]) {
    this.#byLocation = new Map(outs.map((out) => [out.location, out]));
    for (const out of outs) for (const folder of foldersAbove(out.location)) this.#byFolder.set(folder, out);
  }

  get isEmpty(): boolean {
    return this.#byLocation.size === 0;
  }

  /** The data that a path is, or lies in. */
  holding(location: string): DataOut | null {
    if (this.#byLocation.size === 0) return null;
    const own = this.#byLocation.get(location);
    if (own) return own;
    for (const folder of foldersAbove(location)) {
      const above = this.#byLocation.get(folder);
      if (above) return above;
    }
    return null;
  }

  /** Some that lie in a folder. */
  within(folder: string): DataOut | null {
    return this.#byFolder.get(folder) ?? null;
  }
}

const known = new Memo<DataOuts>(20);

/** The same object for as long as the files are the same. */
export function dataOuts(folder: WorkspaceFolder): DataOuts {
  const files = folder.providers.files.dataFiles();
  const texts = files.map((file) => folder.text(file));
  const outs = () => files.flatMap((file, index) => readDataFile(texts[index] ?? '', file).outs);
  return known.find(folder.root, texts) ?? known.keep(folder.root, texts, new DataOuts(outs()));
}
