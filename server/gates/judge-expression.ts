import type { ASTNode } from '@marcbachmann/cel-js';
import { operandsOf } from '../core/expressions/expression-tree.ts';
import { comparisonInWords, isComparison } from './comparison-words.ts';
import type { ExpressionValues } from './expression-values.ts';
import { factOf, type GateFacts, presenceOf } from './facts.ts';
import { covers, type NamedValue, namedValues, type PresenceTest, presenceTest } from './named-values.ts';

/** What an expression comes to, and why, in a person's words. */
export type Judgement = { holds: boolean; because: string } | { unknown: string };

/**
 * Three-valued and strict: a value that is missing anywhere in the expression makes it unknown, also where `||`, `&&` or
 * `?:` would not have looked at it. Only what was asked for first (`!champion.exists || …`, `!has(champion.f1) || …`) may
 * be absent.
 */
export class ExpressionJudge {
  readonly #values: ExpressionValues;
  readonly #facts: GateFacts;

  constructor(values: ExpressionValues, facts: GateFacts) {
    this.#values = values;
    this.#facts = facts;
  }

  judge(node: ASTNode): Judgement {
    switch (node.op) {
      case '&&':
        return this.#both(node.args, false);
      case '||':
        return this.#both(node.args, true);
      case '!_':
        return this.#not(node.args);
      case '?:':
        return this.#choice(node.args);
      default:
        return presenceTest(node)?.kind === 'has' ? this.#presence(node) : this.#leaf(node);
    }
  }

  /** `decisive`: the value of one operand that decides for both. */
  #both([left, right]: [ASTNode, ASTNode], decisive: boolean): Judgement {
    const judged = [left, right].map((node) => this.judge(node)) as [Judgement, Judgement];
    for (const [index, one] of judged.entries()) {
      const other = judged[1 - index];
      if (!other || !('unknown' in other)) continue;
      const [node, rest] = index === 0 ? [left, right] : [right, left];
      const isDecided = 'holds' in one && one.holds === decisive;
      return isDecided && this.#isCovered(rest, node) ? one : other;
    }
    const known = judged.filter((each) => 'holds' in each);
    const deciding = known.filter(({ holds }) => holds === decisive);
    const said = deciding.length === 0 ? known : decisive ? deciding.slice(0, 1) : deciding;
    return {
      holds: deciding.length > 0 ? decisive : !decisive,
      because: said.map(({ because }) => because).join('; '),
    };
  }

  #not(node: ASTNode): Judgement {
    const judged = this.judge(node);
    if ('unknown' in judged) return judged;
    return { holds: !judged.holds, because: judged.because };
  }

  #choice([condition, yes, no]: [ASTNode, ASTNode, ASTNode]): Judgement {
    const asked = this.judge(condition);
    if ('unknown' in asked) return asked;
    const [taken, left] = asked.holds ? [yes, no] : [no, yes];
    const judged = this.judge(taken);
    if ('unknown' in judged || this.#isCovered(left, condition)) return judged;
    const missing = this.#firstMissing(left);
    return missing === null ? judged : { unknown: missing };
  }

  #presence(node: ASTNode): Judgement {
    const test = presenceTest(node);
    const found = test ? presenceOf(this.#facts, test.path) : { unknown: 'has() takes the name of a value' };
    const source = this.#values.source(node);
    if ('unknown' in found) return { unknown: `${source} is not known: ${found.unknown}` };
    return { holds: found.value === true, because: `${source} is ${found.value}` };
  }

  #leaf(node: ASTNode): Judgement {
    const missing = this.#firstMissing(node);
    if (missing !== null) return { unknown: missing };
    try {
      const unsafe = this.#values.unsafe(node);
      if (unsafe !== null) return { unknown: unsafe };
      const value = this.#values.value(node);
      if (typeof value !== 'boolean')
        return { unknown: `${this.#values.source(node)} is ${String(value)}, and not true or false` };
      return { holds: value, because: this.#inWords(node, value) };
    } catch (error) {
      const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      return { unknown: `it cannot be evaluated: ${line}` };
    }
  }

  #inWords(node: ASTNode, value: boolean): string {
    if (isComparison(node)) return comparisonInWords(this.#values, node, value);
    const [named] = namedValues(node);
    const source = this.#values.source(node);
    const fact = named?.node === node && !named.isGroup ? factOf(this.#facts, named.path) : null;
    const because = fact && 'because' in fact && fact.because ? `: ${fact.because}` : '';
    return `${source} is ${value}${because}`;
  }

  /** In words, the first value that is not known; null where all are. */
  #firstMissing(node: ASTNode): string | null {
    for (const named of namedValues(node)) {
      const why = this.#values.whyUnknown(named);
      if (why !== null) return `${this.#values.source(named.node)} is not known: ${why}`;
    }
    return null;
  }

  /** Whether all that is missing in `node` is what `by` found to be absent. */
  #isCovered(node: ASTNode, by: ASTNode): boolean {
    const absent = this.#absent(by);
    const missing = namedValues(node).filter((named) => this.#values.whyUnknown(named) !== null);
    const isAbsent = (named: NamedValue) => absent.some((test) => covers(test, named));
    return missing.length > 0 && missing.every(isAbsent);
  }

  #absent(node: ASTNode): PresenceTest[] {
    const test = presenceTest(node);
    if (!test) return operandsOf(node).flatMap((operand) => this.#absent(operand));
    const asked = test.kind === 'champion' ? ['champion', 'exists'] : null;
    const found = asked ? factOf(this.#facts, asked) : presenceOf(this.#facts, test.path);
    return 'value' in found && found.value === false ? [test] : [];
  }
}
