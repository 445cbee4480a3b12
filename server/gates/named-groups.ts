import { nodesOf } from '../core/expressions/expression-tree.ts';
import { parseExpression } from '../core/expressions/parse-expression.ts';
import type { DeclaredGate } from './evaluate-gates.ts';
import { championGroups, type NamePath } from './facts.ts';
import { namedValues, presenceTest } from './named-values.ts';

/** What gates ask for, whether its value or whether there is one. */
export interface NamedGroups {
  /** First words of names of the version that is judged. */
  candidate: ReadonlySet<string>;
  /** Words behind `champion`, but for metrics. */
  champion: ReadonlySet<string>;
  /** Whether a gate asks for metrics of the live version's evaluation. */
  championMetrics: boolean;
}

export function namedGroups(gates: readonly DeclaredGate[]): NamedGroups {
  const paths = gates.flatMap(({ expr, when }) => (when === null ? [expr] : [expr, when])).flatMap(namesIn);
  const ofChampion = paths.flatMap(([first, second]) =>
    first === 'champion' && second !== undefined ? [second] : [],
  );
  const isOther = (word: string) => championGroups.has(word) || word === 'exists' || word === 'version';
  return {
    candidate: new Set(paths.map(([first = '']) => first)),
    champion: new Set(ofChampion.filter((word) => championGroups.has(word))),
    championMetrics: ofChampion.some((word) => !isOther(word)),
  };
}

function namesIn(text: string): NamePath[] {
  const parsed = parseExpression(text);
  if ('problem' in parsed) return [];
  const asked = [...nodesOf(parsed.tree)].flatMap((node) => presenceTest(node)?.path ?? []);
  return [...namedValues(parsed.tree).map(({ path }) => path), ...(asked.length > 0 ? [asked] : [])];
}
