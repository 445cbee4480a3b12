import type { ASTNode } from '@marcbachmann/cel-js';
import { adviseName, nearestName } from '../nearest-name.ts';
import type { ExpressionFix, ExpressionProblem, ExpressionProblemKind } from './expression-problem.ts';
import { boundName, operandsOf, type TextRange } from './expression-tree.ts';
import { type ExpressionFacts, isBareName } from './known-metrics.ts';
import { inWords, type Names, type NameType, number } from './name-type.ts';
import { type ExpressionMoment, moments, namesAt, placesOfMoments } from './release-names.ts';

const anyNumber = number('A metric.');

/** Names and members of an expression that are not there. Types are looked at elsewhere (check-types.ts). */
export function checkNames(
  text: string,
  tree: ASTNode,
  moment: ExpressionMoment,
  facts: ExpressionFacts,
): ExpressionProblem[] {
  return new NameCheck(text, moment, facts).check(tree);
}

class NameCheck {
  readonly #text: string;
  readonly #moment: ExpressionMoment;
  readonly #facts: ExpressionFacts;
  readonly #problems: ExpressionProblem[] = [];

  constructor(text: string, moment: ExpressionMoment, facts: ExpressionFacts) {
    this.#text = text;
    this.#moment = moment;
    this.#facts = facts;
  }

  check(tree: ASTNode): ExpressionProblem[] {
    this.#typeOf(tree, new Set(), false);
    return this.#problems;
  }

  /** Null: it is no name, or one of which nothing is known. `isHolder`: a member of it is asked for. */
  #typeOf(node: ASTNode, bound: ReadonlySet<string>, isHolder: boolean): NameType | null {
    switch (node.op) {
      case 'id':
        return bound.has(node.args) ? null : this.#top(node, node.args, isHolder);
      case '.':
      case '.?':
        return this.#member(node, node.args[0], node.args[1], bound, isHolder);
      case '[]':
      case '[?]': {
        const [holder, index] = node.args;
        this.#typeOf(index, bound, false);
        if (index.op === 'value' && typeof index.args === 'string')
          return this.#member(node, holder, index.args, bound, isHolder, index);
        const type = this.#typeOf(holder, bound, true);
        return type?.kind === 'numbers' ? anyNumber : null;
      }
      default: {
        const name = boundName(node);
        const inner = name === null ? bound : new Set([...bound, name]);
        for (const [index, operand] of operandsOf(node).entries())
          this.#typeOf(operand, index === 0 ? bound : inner, false);
        return null;
      }
    }
  }

  #top(node: TextRange, name: string, isHolder: boolean): NameType | null {
    const { names, others } = namesAt(this.#moment);
    const type = own(names, name);
    if (type) return type;
    const elsewhere = moments.find((moment) => own(namesAt(moment).names, name));
    if (elsewhere !== undefined) {
      this.#report('name', node, `"${name}" is known only in ${placesOfMoments[elsewhere]}`);
      return null;
    }
    if (others === 'none') this.#unknown('name', `nothing is called "${name}"`, node, name, names);
    else if (isHolder) this.#unknown('name', `nothing with members is called "${name}"`, node, name, names);
    else return this.#metric(node, name, names);
    return null;
  }

  #member(
    node: ASTNode,
    holder: ASTNode,
    name: string,
    bound: ReadonlySet<string>,
    isHolder: boolean,
    place: TextRange = { start: node.end - name.length, end: node.end },
  ): NameType | null {
    const type = this.#typeOf(holder, bound, true);
    if (!type) return null;
    const said = this.#text.slice(holder.start, holder.end);
    if (type.kind === 'numbers') return this.#numberOf(place, name, node.op === '.' ? place : null);
    if (type.kind !== 'object') {
      this.#report('name', place, `"${said}" is ${inWords(type)} and has no members`);
      return null;
    }
    const member = own(type.members, name);
    if (member) {
      this.#checkObjective(said, name, place);
      return member;
    }
    if (type.others === 'any-number' && !isHolder) return anyNumber;
    if (type.others === 'metrics' && !isHolder) return this.#metric(place, name, type.members, said);
    this.#unknown('name', `"${said}" has no "${name}"`, place, name, type.members, said);
    return null;
  }

  #checkObjective(holder: string, name: string, place: TextRange): void {
    const { objectives } = this.#facts;
    if (holder !== 'slo' || objectives === null || objectives.includes(name)) return;
    this.#report('name', place, `the manifest gives no "${name}" under slo, so that this is never known`);
  }

  /** A bare name, or a member of the champion, that is to be a metric. */
  #metric(place: TextRange, name: string, names: Names, holder: string | null = null): NameType {
    const { metrics } = this.#facts;
    if (metrics === null || metrics.includes(name)) return anyNumber;
    const bare = metrics.filter(isBareName);
    const known = [...Object.keys(names), ...bare];
    const near = nearestName(name, known);
    const isName = near !== null && own(names, near) !== undefined;
    const whose = holder === null ? '' : `"${holder}" has no "${name}": `;
    this.#report(
      isName ? 'name' : 'metric',
      place,
      `${whose}no run has logged a metric "${name}"; ${near === null ? listed(bare) : adviseName(name, known)}`,
      near === null ? null : fixOf(place, near),
    );
    return anyNumber;
  }

  #numberOf(place: TextRange, name: string, member: TextRange | null): NameType {
    const { metrics } = this.#facts;
    if (metrics !== null && !metrics.includes(name)) {
      const near = nearestName(name, metrics);
      const text = near === null ? null : member ? near : JSON.stringify(near);
      const fix =
        text !== null && near !== null && (!member || isBareName(near)) ? fixOf(place, near, text) : null;
      const advice = near === null ? listed(metrics) : adviseName(name, metrics);
      this.#report('metric', place, `no run has logged a metric "${name}"; ${advice}`, fix);
    }
    return anyNumber;
  }

  #unknown(
    kind: ExpressionProblemKind,
    message: string,
    place: TextRange,
    name: string,
    names: Names,
    holder: string | null = null,
  ): void {
    const known = Object.keys(names);
    const near = nearestName(name, known);
    const advice = known.length > 0 ? `; ${adviseName(name, known)}` : '';
    // An index is a text in quotation marks.
    const isQuoted = holder !== null && /^["']/.test(this.#text.slice(place.start, place.end));
    const fix = near === null ? null : fixOf(place, near, isQuoted ? JSON.stringify(near) : near);
    this.#report(kind, place, `${message}${advice}`, fix);
  }

  #report(
    kind: ExpressionProblemKind,
    { start, end }: TextRange,
    message: string,
    fix: ExpressionFix | null = null,
  ): void {
    this.#problems.push({ kind, message, start, end, fix });
  }
}

function fixOf({ start, end }: TextRange, name: string, text = name): ExpressionFix {
  return { title: `Change to ${name}`, start, end, text };
}

function own(names: Names, name: string): NameType | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

const mostListed = 8;

function listed(names: readonly string[]): string {
  const more = names.length > mostListed ? ', …' : '';
  return `known: ${names.slice(0, mostListed).join(', ')}${more}`;
}
