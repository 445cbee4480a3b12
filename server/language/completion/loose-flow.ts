import type { LooseEntry, LooseList, LooseMap, LooseNode, LooseScalar } from './loose-node.ts';
import { endOfLine, isBlank, isBreak, quotedScalar } from './loose-tokens.ts';

/** Deeper brackets are not looked into. */
const deepest = 100;

/**
 * A collection in flow style that begins at `start`; without its closing bracket before `limit` it ends there.
 * @param limit where the lines end that may belong to it
 */
export function readFlow(text: string, start: number, limit: number): LooseMap | LooseList {
  return new FlowReader(text, start, limit).collection(0);
}

class FlowReader {
  readonly #text: string;
  readonly #limit: number;
  #at: number;

  constructor(text: string, at: number, limit: number) {
    this.#text = text;
    this.#at = at;
    this.#limit = limit;
  }

  collection(depth: number): LooseMap | LooseList {
    // The last line break is not a part of it: the next line begins behind that.
    const end = this.#text[this.#limit - 1] === '\n' ? this.#limit - 1 : this.#limit;
    const place = { start: this.#at, end, flow: true, indent: -1, closed: false };
    const node: LooseMap | LooseList =
      this.#text[this.#at++] === '{'
        ? { ...place, kind: 'map', entries: [] }
        : { ...place, kind: 'list', items: [] };
    for (;;) {
      this.#skip();
      if (this.#at >= this.#limit) return node;
      const letter = this.#text[this.#at] ?? '';
      if (letter === ']' || letter === '}') {
        this.#at++;
        return Object.assign(node, { closed: true, end: this.#at });
      }
      if (letter === ',') this.#at++;
      else if (node.kind === 'map') node.entries.push(this.#entry(depth));
      else node.items.push({ dash: null, value: this.#item(depth) });
    }
  }

  #entry(depth: number): LooseEntry {
    const found = this.#node(depth);
    const key: LooseScalar =
      found.kind === 'scalar' ? found : { ...found, kind: 'scalar', style: 'plain', closed: true };
    this.#skip();
    if (this.#text[this.#at] !== ':' || this.#at >= this.#limit) return { key, colon: null, value: null };
    const colon = this.#at++;
    this.#skip();
    const next = this.#text[this.#at] ?? '';
    const isEmpty = this.#at >= this.#limit || ',]}'.includes(next);
    return { key, colon, value: isEmpty ? null : this.#node(depth) };
  }

  /** An item may be a mapping of one entry without its brackets. */
  #item(depth: number): LooseNode {
    const node = this.#node(depth);
    const after = this.#at;
    this.#skip();
    if (node.kind !== 'scalar' || this.#text[this.#at] !== ':' || this.#at >= this.#limit) {
      this.#at = after;
      return node;
    }
    const colon = this.#at++;
    this.#skip();
    const isEmpty = this.#at >= this.#limit || ',]}'.includes(this.#text[this.#at] ?? '');
    const value = isEmpty ? null : this.#node(depth);
    const end = value?.end ?? colon + 1;
    return {
      kind: 'map',
      flow: true,
      indent: -1,
      closed: true,
      start: node.start,
      end,
      entries: [{ key: node, colon, value }],
    };
  }

  /** Goes on by at least one letter. */
  #node(depth: number): LooseNode {
    const letter = this.#text[this.#at] ?? '';
    if ((letter === '{' || letter === '[') && depth < deepest) return this.collection(depth + 1);
    if (letter === '"' || letter === "'") {
      const scalar = quotedScalar(this.#text, this.#at, this.#limit);
      this.#at = scalar.end;
      return scalar;
    }
    return this.#plain();
  }

  #plain(): LooseScalar {
    const text = this.#text;
    const start = this.#at;
    const end = Math.min(endOfLine(text, start), this.#limit);
    let at = start;
    for (; at < end; at++) {
      const letter = text[at] ?? '';
      if (letter === '$' && text[at + 1] === '{') {
        // A template, which people write without quotes even here.
        const close = text.indexOf('}', at);
        const template = /\$\{[^\s,{}]*\}?/y;
        template.lastIndex = at;
        const length = template.exec(text)?.[0].length ?? 2;
        at = Math.min(at + length, close < 0 ? end : close + 1, end) - 1;
      } else if (letter === ':' && (isBreak(text[at + 1]) || ',[]{}'.includes(text[at + 1] ?? ''))) break;
      else if (letter === '#' && isBlank(text[at - 1])) break;
      else if (at > start ? ',[]{}'.includes(letter) : letter === ',') break;
    }
    // A colon with nothing before it is taken as a letter, so that reading goes on.
    this.#at = Math.max(at, start + 1);
    const length = text.slice(start, this.#at).trimEnd().length;
    const style = text[start] === '*' ? 'alias' : 'plain';
    return { kind: 'scalar', style, start, end: start + length, closed: true };
  }

  /** White space and comments. */
  #skip(): void {
    while (this.#at < this.#limit) {
      const letter = this.#text[this.#at];
      if (letter === '#' && isBreak(this.#text[this.#at - 1]))
        this.#at = Math.min(endOfLine(this.#text, this.#at), this.#limit);
      else if (letter !== undefined && isBreak(letter)) this.#at++;
      else return;
    }
  }
}
