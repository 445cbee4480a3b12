import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { boundName, nodesOf } from './expression-tree.ts';
import { isBareName } from './known-metrics.ts';
import type { Names, NameType } from './name-type.ts';
import { type ExpressionMoment, namesAt } from './release-names.ts';

/**
 * CEL's environment for one expression: every name of its moment as a typed object, and as doubles the metrics that the
 * expression names. Lint checks in it, and gates are evaluated in it, so that both mean the same.
 */
export function environmentFor(moment: ExpressionMoment, tree: ASTNode): Environment {
  const { names, others } = namesAt(moment);
  const metrics = metricsIn(tree, names);
  const environment = new Environment();
  const declare = (name: string, type: NameType) =>
    environment.registerVariable(name, celType(environment, [name], type, metrics));
  for (const [name, type] of Object.entries(names)) declare(name, type);
  if (others === 'metrics')
    // CEL's own, like `int` and `optional`, stay what they are.
    for (const name of metrics.bare)
      if (!environment.hasVariable(name)) environment.registerVariable(name, 'double');
  return environment;
}

interface NamedMetrics {
  bare: ReadonlySet<string>;
  /** Of anything: `champion.auc`, `performance.estimated.auc`. */
  members: ReadonlySet<string>;
}

function metricsIn(tree: ASTNode, names: Names): NamedMetrics {
  const bare = new Set<string>();
  const members = new Set<string>();
  const bound = new Set<string>();
  for (const node of nodesOf(tree)) {
    const name = boundName(node);
    if (name !== null) bound.add(name);
    if (node.op === 'id' && !Object.hasOwn(names, node.args) && !bound.has(node.args)) bare.add(node.args);
    if (node.op === '.' || node.op === '.?') members.add(node.args[1]);
    if ((node.op === '[]' || node.op === '[?]') && node.args[1].op === 'value')
      members.add(String(node.args[1].args));
  }
  return { bare, members: new Set([...members].filter(isBareName)) };
}

/** The name of CEL's type, declared first where it is an object. */
function celType(
  environment: Environment,
  path: readonly string[],
  type: NameType,
  metrics: NamedMetrics,
): string {
  switch (type.kind) {
    case 'number':
      return 'double';
    case 'numbers':
      return 'map<string, double>';
    case 'bool':
    case 'string':
      return type.kind;
    case 'object': {
      const fields: Record<string, string> = {};
      if (type.others !== 'none') for (const name of metrics.members) fields[name] = 'double';
      for (const [name, member] of Object.entries(type.members))
        fields[name] = celType(environment, [...path, name], member, metrics);
      const name = path.join('_');
      environment.registerType(`slipway_${name}`, { fields });
      return `slipway_${name}`;
    }
  }
}
