import type { Registry } from '../language/workspace/providers.ts';
import { unknownRegistry } from '../language/workspace/unknown-registry.ts';
import { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import { DiskFiles } from './disk-files.ts';
import { FileContents } from './file-contents.ts';

/** A workspace folder with what this machine's disk knows of it. */
export interface FolderOnDisk {
  folder: WorkspaceFolder;
  files: DiskFiles;
}

export interface OpenFolderOptions {
  registry?: Registry;
  /** Of the folders below that are looked into for manifests. */
  depth?: number;
}

export function openFolder(
  root: string,
  { registry = unknownRegistry, depth = 20 }: OpenFolderOptions = {},
): FolderOnDisk {
  const files = new DiskFiles(root, depth);
  const contents = new FileContents(root);
  return { folder: new WorkspaceFolder(root, { files, registry, contents }), files };
}
