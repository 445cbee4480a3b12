import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { TextChange } from './rule.ts';

const location = 'slipway.yaml';

/** Turns a rule off in the folder's slipway.yaml, which is made where there is none; null where it cannot be added to. */
export function silenceInWorkspace(folder: WorkspaceFolder, code: string): TextChange | null {
  const document = folder.document(location);
  if (!document) {
    const isAbsent = folder.providers.files.kindOf(location).state === 'absent';
    return isAbsent ? insertionAt(0, 0, `slipway: 1\nrules:\n  ${code}: "off"\n`) : null;
  }
  if (document.isBroken) return null;
  return inRules(document, code);
}

function inRules({ yaml }: ManifestDocument, code: string): TextChange | null {
  const given = yaml.findPair(['rules', code]);
  if (given) {
    const { value } = given.pair;
    if (value.start === value.end) return null;
    return { location, range: yaml.rangeOf(value, given.place), newText: '"off"' };
  }
  const rules = yaml.findPair(['rules']);
  if (!rules) {
    const end = yaml.lines.positionAt(yaml.text.length);
    const before = end.character > 0 ? '\n' : '';
    return insertionAt(end.line, end.character, `${before}rules:\n  ${code}: "off"\n`);
  }
  const { value, key } = rules.pair;
  if (value.kind === 'map' && value.flow) {
    const { line, character } = yaml.rangeOf(value, rules.place).start;
    const comma = value.pairs.length > 0 ? ', ' : '';
    return insertionAt(line, character + 1, `${code}: "off"${comma}`);
  }
  if (value.kind === 'map') {
    const { line, character } = yaml.rangeOf(value, rules.place).start;
    return insertionAt(line, character, `${code}: "off"\n${' '.repeat(character)}`);
  }
  if (value.start !== value.end) return null;
  const { end } = yaml.rangeOf(key, rules.place);
  return insertionAt(end.line, end.character + 1, `\n  ${code}: "off"`);
}

function insertionAt(line: number, character: number, newText: string): TextChange {
  const at = { line, character };
  return { location, range: { start: at, end: at }, newText };
}
