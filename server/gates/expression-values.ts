import type { ASTNode } from '@marcbachmann/cel-js';
import { boundName, nodesOf, operandsOf, sourceOf } from '../core/expressions/expression-tree.ts';
import type { ExpressionMoment } from '../core/expressions/release-names.ts';
import { environmentFor } from '../core/expressions/typed-environment.ts';
import { allMetrics, factOf, type GateFacts } from './facts.ts';
import { isHas, type NamedValue, namedValues } from './named-values.ts';

const calculations = new Set(['+', '-', '*', '/', '%', '-_', 'call', 'rcall', '?:']);
const comprehensionWords = 'it calculates within a list or table, where NaN could hide: write it out';

/** Evaluates parts of one expression over what is known. */
export class ExpressionValues {
  readonly #text: string;
  readonly #facts: GateFacts;
  readonly #environment: ReturnType<typeof environmentFor>;
  readonly #context: Record<string, unknown>;

  constructor(text: string, tree: ASTNode, moment: ExpressionMoment, facts: GateFacts) {
    this.#text = text;
    this.#facts = facts;
    this.#environment = environmentFor(moment, tree);
    this.#context = contextOf(tree, facts);
  }

  source(node: ASTNode): string {
    return sourceOf(this.#text, node);
  }

  /** Why a named value is not known; null where it is. */
  whyUnknown({ path, isGroup }: NamedValue): string | null {
    if (!isGroup) {
      const fact = factOf(this.#facts, path);
      return 'unknown' in fact ? fact.unknown : null;
    }
    if (path.at(-1) !== 'metrics') return 'it is a group of values: name one of them';
    const all = allMetrics(this.#facts, path);
    return 'unknown' in all ? all.unknown : null;
  }

  /** @throws as CEL does, for what cannot be evaluated */
  value(node: ASTNode): unknown {
    return this.#environment.evaluate(this.source(node), this.#context) as unknown;
  }

  /** Why a node, all of whose names are known, cannot be trusted: something in it comes to NaN, or may. */
  unsafe(node: ASTNode, bound: ReadonlySet<string> = new Set()): string | null {
    if (isHas(node)) return `has() stands by itself, or behind "!"`;
    if (calculations.has(node.op) && boundName(node) === null) {
      if (usesBound(node, bound)) return comprehensionWords;
      const value = this.value(node);
      if (typeof value === 'number' && !Number.isFinite(value))
        return `${this.source(node)} comes to ${value}`;
    }
    const name = boundName(node);
    const inner = name === null ? bound : new Set([...bound, name]);
    for (const [index, operand] of operandsOf(node).entries()) {
      const found = this.unsafe(operand, index === 0 ? bound : inner);
      if (found !== null) return found;
    }
    return null;
  }
}

function usesBound(node: ASTNode, bound: ReadonlySet<string>): boolean {
  return bound.size > 0 && [...nodesOf(node)].some(({ op, args }) => op === 'id' && bound.has(args));
}

/** Values under the names that the expression has for them; what is not known is not in it. */
function contextOf(tree: ASTNode, facts: GateFacts): Record<string, unknown> {
  const context: Record<string, unknown> = {};
  for (const { path, isGroup } of namedValues(tree)) {
    if (isGroup && path.at(-1) !== 'metrics') continue;
    const found = isGroup ? allMetrics(facts, path) : factOf(facts, path);
    if ('unknown' in found) continue;
    put(context, path, 'metrics' in found ? Object.fromEntries(found.metrics) : found.value);
  }
  return context;
}

function put(context: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  let holder = context;
  for (const part of path.slice(0, -1)) {
    const inner = Object.hasOwn(holder, part) ? holder[part] : {};
    Object.defineProperty(holder, part, {
      value: inner,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    holder = inner as Record<string, unknown>;
  }
  const before = Object.hasOwn(holder, last) ? holder[last] : undefined;
  const merged = typeof value === 'object' && typeof before === 'object' ? { ...before, ...value } : value;
  Object.defineProperty(holder, last, {
    value: merged,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
