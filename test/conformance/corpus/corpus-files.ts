import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../bed/paths.ts';
import { yamlCorpus } from '../../bed/yaml-corpus.ts';

/** Longer files are none that anybody writes. */
const largestBytes = 200_000;

/**
 * Real YAML of other people: Ansible's collections, what the packages installed here hold, and the folder that
 * SLIPWAY_YAML_CORPUS names. None of it is committed.
 */
export async function corpusFiles(): Promise<{ files: string[]; without: string | null }> {
  const ansible = await yamlCorpus();
  const folders = [
    ...('skipped' in ansible ? [] : [ansible.folder]),
    join(repository, 'node_modules'),
    ...(process.env.SLIPWAY_YAML_CORPUS ? [process.env.SLIPWAY_YAML_CORPUS] : []),
  ];
  const files = folders
    .flatMap((folder) =>
      globSync('**/*.{yaml,yml}', { cwd: folder })
        .sort()
        .map((file) => join(folder, file)),
    )
    .filter((file) => {
      const stats = statSync(file);
      return stats.isFile() && stats.size < largestBytes;
    });
  return { files, without: 'skipped' in ansible ? `Ansible's: ${ansible.skipped}` : null };
}
