import { posix } from 'node:path';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import type { TextChange } from '../../lint/rule.ts';
import { part } from '../../references/mention.ts';
import { scalarLetters } from '../../references/scalar-letters.ts';
import type { ManifestSymbol } from '../../references/symbol.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import { YamlDocument } from '../../yaml/yaml-document.ts';
import { writtenAs } from './written-text.ts';

/**
 * The same rename in `dvc.lock`, where there is one: what DVC has recorded of the stage, and of the members of a group, goes
 * on to hold, so that nothing is run again.
 */
export function stageLockChanges(
  folder: WorkspaceFolder,
  { scope, name }: ManifestSymbol,
  newName: string,
): TextChange[] {
  const location = joinLocation(posix.dirname(scope), 'dvc.lock');
  const text = folder.text(location);
  if (text === null) return [];
  const yaml = YamlDocument.of(text, 'dvc');
  return yaml.pairsAt(['stages']).flatMap(({ pair: { key }, place }): TextChange[] => {
    if (key.kind !== 'scalar') return [];
    const [stage, ...member] = String(key.value).split('@');
    if (stage !== name) return [];
    const { start, end } = scalarLetters(key, place.section);
    const isWhole = member.length === 0;
    const newText = writtenAs(newName, isWhole ? { form: 'scalar', style: key.style } : part);
    if (newText === null) return [];
    const range = yaml.rangeOf({ start, end: isWhole ? end : start + name.length }, place);
    return [{ location, range, newText }];
  });
}
