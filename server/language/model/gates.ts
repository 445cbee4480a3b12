import type { ManifestDocument } from '../workspace/manifest-document.ts';
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

/** What is true of the moment in which an expression is looked at, and so which names it knows. */
export type ExpressionMoment = 'gate' | 'rollback' | 'alert' | 'retrain';

export interface ExpressionDeclaration {
  moment: ExpressionMoment;
  expression: WrittenText;
  /** Of a gate: the condition under which `expression` is looked at. */
  when: WrittenText | null;
}

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

/** Every CEL expression of a `*.model.yaml`. */
export function expressionsOf(document: ManifestDocument): ExpressionDeclaration[] {
  const { yaml } = document;
  const found: ExpressionDeclaration[] = [];
  const add = (moment: ExpressionMoment, expression: WrittenText | null, when: WrittenText | null = null) => {
    if (expression) found.push({ moment, expression, when });
  };
  for (const { when, expr } of gatesOf(document)) {
    add('gate', when);
    add('gate', expr, when);
  }
  add('rollback', textOf(entryOf(yaml, yaml.find(['deploy', 'rollback']), 'when')));
  for (const monitor of monitorsOf(document)) add('alert', textOf(entryOf(yaml, monitor, 'alert')));
  add('retrain', textOf(yaml.find(['retrain', 'when'])));
  return found;
}
