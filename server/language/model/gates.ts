import type { ExpressionMoment } from '../../core/expressions/release-names.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { YamlNode } from '../yaml/node.ts';
import { entryOf, itemsOf, textOf, type WrittenText } from '../yaml/reading.ts';
import type { Placed } from '../yaml/yaml-document.ts';

/** One gate of a model manifest. What is not written, or is no text, is null. */
export interface GateDeclaration {
  at: Placed;
  name: WrittenText | null;
  /** It counts only where this holds. */
  when: WrittenText | null;
  expr: WrittenText | null;
}

export interface ExpressionDeclaration {
  moment: ExpressionMoment;
  expression: WrittenText;
  /** Whose `expr` or `when` it is. */
  gate: GateDeclaration | null;
}

const known = new WeakMap<ManifestDocument, readonly ExpressionDeclaration[]>();

/** Gates of a `*.model.yaml`, in the order of its text. */
export function gatesOf({ yaml }: ManifestDocument): GateDeclaration[] {
  return itemsOf(yaml, yaml.find(['gates']))
    .filter(({ node }) => node.kind === 'map')
    .map((at) => ({
      at,
      name: textOf(entryOf(yaml, at, 'name')),
      when: textOf(entryOf(yaml, at, 'when')),
      expr: textOf(entryOf(yaml, at, 'expr')),
    }));
}

/** Monitors of a `*.model.yaml`. */
export function monitorsOf({ yaml }: ManifestDocument): Placed[] {
  return itemsOf(yaml, yaml.find(['monitors'])).filter(({ node }) => node.kind === 'map');
}

/** Every CEL expression of a `*.model.yaml`; found once for a version of it. */
export function expressionsOf(document: ManifestDocument): readonly ExpressionDeclaration[] {
  const before = known.get(document);
  if (before) return before;
  const found = findExpressions(document);
  known.set(document, found);
  return found;
}

function findExpressions(document: ManifestDocument): ExpressionDeclaration[] {
  const { yaml } = document;
  const found: ExpressionDeclaration[] = [];
  // What a merge key brings in again stands only once in the text.
  const seen = new Set<YamlNode>();
  const add = (
    moment: ExpressionMoment,
    expression: WrittenText | null,
    gate: GateDeclaration | null = null,
  ) => {
    if (!expression || seen.has(expression.at.node)) return;
    seen.add(expression.at.node);
    found.push({ moment, expression, gate });
  };
  for (const gate of gatesOf(document)) {
    add('gate', gate.when, gate);
    add('gate', gate.expr, gate);
  }
  add('rollback', textOf(entryOf(yaml, yaml.find(['deploy', 'rollback']), 'when')));
  for (const monitor of monitorsOf(document)) add('alert', textOf(entryOf(yaml, monitor, 'alert')));
  add('retrain', textOf(yaml.find(['retrain', 'when'])));
  return found;
}
