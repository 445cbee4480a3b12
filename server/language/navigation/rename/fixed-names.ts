import type { FolderIndex } from '../../references/folder-index.ts';
import type { ManifestSymbol } from '../../references/symbol.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { kindNames } from './new-name.ts';

/** Why a symbol's name is not a manifest's to change; null where it is. */
export function whyFixed(folder: WorkspaceFolder, index: FolderIndex, symbol: ManifestSymbol): string | null {
  const { kind, name } = symbol;
  if (kind === 'item' && name === '') return 'foreach, matrix, item and key are words of DVC, not names';
  if ((kind === 'tracker' || kind === 'executor') && name === 'local')
    return `"local" always means this machine; it cannot have another name`;
  if (kind === 'alias')
    return `the registry keeps the alias "${name}": set another one on the version there, and write its name here`;
  if (kind === 'objective') return `"${name}" is a word of the format of model manifests`;
  if (kind === 'metric')
    return `the evaluation logs the metric "${name}": log it by another name there, and write that here`;
  if (kind === 'dataset') return `"${name}" is a word of the format; rename the file that it names`;
  if (kind === 'model') return registeredAlready(folder, name);
  if (kind === 'file') return null;
  const occurrences = index.occurrences(symbol);
  if (!occurrences.some(({ role }) => role === 'definition'))
    return `nothing that can be changed here defines the ${kindNames[kind]} "${name}"`;
  for (const { writing, location, range } of occurrences)
    if (writing.form === 'fixed')
      return `"${name}" cannot be changed in ${location}:${range.start.line + 1}: ${writing.why}`;
  return null;
}

function registeredAlready({ providers }: WorkspaceFolder, name: string): string | null {
  const models = providers.registry.models();
  if (models.state !== 'known' || !models.value.some((model) => model.name === name)) return null;
  return `"${name}" is in the registry with its versions; rename it there, and then write its name here`;
}
