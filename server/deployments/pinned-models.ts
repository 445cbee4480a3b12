import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DigestedFile, digestOf } from '../candidates/digest.ts';
import { UserError } from '../core/user-error.ts';

/**
 * Copies of the files of revisions, by their digest: whatever becomes of the run, the version or the workspace, a rollback finds them.
 * On file systems that can, a copy shares its blocks with the original.
 */
export class PinnedModels {
  readonly #root: string;

  /** @param root a folder of the user's own */
  constructor(root: string) {
    this.#root = root;
  }

  /** Where the copy of a digest lies: a file or a folder, as it was pinned. */
  path(digest: string): string {
    // It may come from a store that came with a clone.
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new Error(`${JSON.stringify(digest)} is no SHA-256`);
    return join(this.#root, digest, 'model');
  }

  /** Where the artifact lies in the copy of a digest. `artifact`: as the manifest names it. */
  artifact(digest: string, artifact: string): string {
    const path = this.path(digest);
    const file = join(path, basename(artifact));
    // An ONNX file that keeps weights beside itself was pinned with its folder.
    return artifact.toLowerCase().endsWith('.onnx') && existsSync(file) ? file : path;
  }

  /**
   * Copies the files below `source`, unless they are here, and checks that the copy has the digest.
   * @throws UserError `SLW-MODEL-CHANGED` where they were changed meanwhile
   */
  async pin(source: string, files: readonly DigestedFile[], digest: string): Promise<string> {
    const copy = this.path(digest);
    const target = dirname(copy);
    const present = await digestOf(copy).catch(() => null);
    if (present?.sha256 === digest) return copy;
    const draft = `${target}.${randomBytes(4).toString('hex')}`;
    try {
      for (const { path } of files) {
        const to = join(draft, 'model', path);
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        await copyFile(join(source, path), to, constants.COPYFILE_FICLONE);
      }
      if ((await digestOf(join(draft, 'model'))).sha256 !== digest)
        throw new UserError(
          'SLW-MODEL-CHANGED',
          `The files at ${source} were changed while they were copied.`,
          'Deploy again once nothing writes there any more.',
        );
      await rm(target, { recursive: true, force: true });
      await rename(draft, target);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return copy;
  }

  /** Removes the copies that no revision refers to. */
  async collect(used: ReadonlySet<string>): Promise<void> {
    const kept = await readdir(this.#root).catch(() => []);
    for (const digest of kept)
      if (!used.has(digest)) await rm(join(this.#root, digest), { recursive: true, force: true });
  }
}
