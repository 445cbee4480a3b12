import type { ManifestSymbol, SymbolKind } from '../../references/symbol.ts';
import { isPlain } from './written-text.ts';

/** What is wrong with a new name; null where nothing is. */
type NameCheck = (name: string) => string | null;

const stageName: NameCheck = (name) =>
  /[!-,./:-@[-^`{-~\n]/.test(name) || name !== name.trim()
    ? `"${name}" is no name of a stage: DVC takes letters, digits, spaces, "_" and "-"`
    : null;
const keyName: NameCheck = (name) => {
  if (!/^[\p{L}\p{N}_-]+$/u.test(name))
    return `"${name}" is no name of a param: expected letters, digits, "_" and "-"`;
  return isPlain(name) ? null : `"${name}" would be read as a number or another value; expected a text`;
};
const manifestName: NameCheck = (name) =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(name)
    ? null
    : `"${name}" is no valid name: expected letters, digits, ".", "_" and "-", beginning with a letter or digit`;
const modelName: NameCheck = (name) =>
  /[/:\n]/.test(name) || name !== name.trim()
    ? `"${name}" is no name of a model: the registry takes no "/" and no ":" in it`
    : null;
const fieldName: NameCheck = (name) => (name.includes('\n') ? 'a field has its name on one line' : null);
const pathName: NameCheck = (name) =>
  /[*?[\]{}\n]|\$\{|^\w[\w+.-]+:\/\//.test(name)
    ? `"${name}" is no path of a file: expected one without patterns and templates`
    : null;

const checks: Record<SymbolKind, NameCheck> = {
  stage: stageName,
  file: pathName,
  param: keyName,
  var: keyName,
  item: keyName,
  schedule: manifestName,
  target: manifestName,
  executor: manifestName,
  tracker: manifestName,
  model: modelName,
  alias: manifestName,
  contract: manifestName,
  dataset: manifestName,
  field: fieldName,
  monitor: manifestName,
  gate: manifestName,
  check: manifestName,
  objective: manifestName,
  metric: manifestName,
};

/** Why a symbol cannot have this name; null where it can. */
export function faultOfName(kind: SymbolKind, name: string): string | null {
  return name.trim() === '' ? 'the name is empty' : checks[kind](name);
}

/** What a name is of, for people. */
export const kindNames: Record<SymbolKind, string> = {
  stage: 'stage',
  file: 'file',
  param: 'param',
  var: 'var',
  item: 'name of the group',
  schedule: 'schedule',
  target: 'target',
  executor: 'executor',
  tracker: 'tracker',
  model: 'model',
  alias: 'alias',
  contract: 'data contract',
  dataset: 'dataset',
  field: 'field',
  monitor: 'monitor',
  gate: 'gate',
  check: 'check',
  objective: 'objective',
  metric: 'metric',
};

/** A dotted name with another last step. */
export function withLastStep(symbol: ManifestSymbol, step: string): ManifestSymbol {
  const isDotted = symbol.kind === 'param' || symbol.kind === 'var' || symbol.kind === 'item';
  const above = isDotted ? symbol.name.slice(0, symbol.name.lastIndexOf('.') + 1) : '';
  return { ...symbol, name: `${above}${step}` };
}
