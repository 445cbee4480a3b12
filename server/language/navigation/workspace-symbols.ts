import { SymbolKind as Icon } from 'vscode-languageserver-types';
import { FolderIndex } from '../references/folder-index.ts';
import type { Occurrence } from '../references/mention.ts';
import type { SymbolKind } from '../references/symbol.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { fuzzyScore } from './fuzzy.ts';
import { kindNames } from './rename/new-name.ts';

export interface FoundSymbol {
  name: string;
  kind: Icon;
  /** What it is, and in which file. */
  container: string;
  occurrence: Occurrence;
}

const icons: Record<Exclude<SymbolKind, 'item' | 'dataset' | 'objective' | 'metric'>, Icon> = {
  stage: Icon.Function,
  file: Icon.File,
  param: Icon.Property,
  var: Icon.Variable,
  schedule: Icon.Event,
  target: Icon.Interface,
  executor: Icon.Interface,
  tracker: Icon.Interface,
  model: Icon.Class,
  alias: Icon.Constant,
  contract: Icon.Class,
  field: Icon.Field,
  monitor: Icon.Event,
  gate: Icon.Boolean,
  check: Icon.Boolean,
};

const most = 500;

/** Whatever the manifests of a folder define and a query fits, best first. */
export function workspaceSymbols(folder: WorkspaceFolder, query: string): FoundSymbol[] {
  const index = FolderIndex.of(folder);
  const fitting = index.defined().flatMap((symbol) => {
    const { kind, name } = symbol;
    // Nobody looks for a word of the format itself.
    if (kind === 'item' || kind === 'dataset' || kind === 'objective' || kind === 'metric') return [];
    const score = fuzzyScore(query, name);
    return score === null ? [] : [{ symbol, kind, score }];
  });
  fitting.sort((a, b) => b.score - a.score);
  const found: FoundSymbol[] = [];
  for (const { symbol, kind } of fitting) {
    const definition = index.occurrences(symbol).find(({ role }) => role === 'definition');
    if (!definition) continue;
    const container = `${kindNames[kind]} in ${definition.location}`;
    found.push({ name: symbol.name, kind: icons[kind], container, occurrence: definition });
    if (found.length === most) break;
  }
  return found;
}
