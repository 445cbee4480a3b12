import { Lines } from './lines.ts';
import type { YamlNode } from './node.ts';
import { type Dialect, type ParsedText, parseText, type SyntaxProblem } from './parse-text.ts';

/**
 * A piece of a text as it was read, wherever it stands: the same object for as long as its letters are the same. Whatever
 * is found out about it alone is found out once.
 */
export class Section {
  readonly text: string;
  readonly root: YamlNode | null;
  readonly problems: SyntaxProblem[];
  readonly anchors: ReadonlyMap<string, YamlNode>;
  readonly #remembered = new Map<unknown, unknown>();

  constructor(text: string, dialect: Dialect) {
    // Of its own: a slice would keep the whole text of some past version alive.
    this.text = Buffer.from(text, 'utf16le').toString('utf16le');
    const { root, problems, anchors }: ParsedText = parseText(this.text, dialect);
    this.root = root;
    this.problems = problems;
    this.anchors = anchors;
  }

  get lines(): Lines {
    return this.remember(linesOf);
  }

  /** What `find` says of this section, asked once. `find` is its own key: a function that is made once. */
  remember<T>(find: (section: Section) => T): T {
    if (!this.#remembered.has(find)) this.#remembered.set(find, find(this));
    return this.#remembered.get(find) as T;
  }
}

function linesOf({ text }: Section): Lines {
  return new Lines(text);
}
