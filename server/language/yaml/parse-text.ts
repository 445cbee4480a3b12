import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  type Scalar,
  Schema,
  type SchemaOptions,
} from 'yaml';
import { pythonNumberTags } from '../../manifests/dvc/yaml-values.ts';
import type { Pair, ScalarNode, YamlNode } from './node.ts';

/** `dvc`: numbers as ruamel.yaml, DVC's reader, takes them; `core`: YAML 1.2's own schema. */
export type Dialect = 'dvc' | 'core';

export interface SyntaxProblem {
  message: string;
  start: number;
  end: number;
}

export interface ParsedText {
  root: YamlNode | null;
  problems: SyntaxProblem[];
  /** The last node with each anchor. */
  anchors: Map<string, YamlNode>;
}

/** Where the parser's own words say nothing of what a person has done. */
const plainWords = new Map([
  [
    'Nested mappings are not allowed in compact mappings',
    'a key is indented below a value that is complete: indent it as its neighbours, or leave the value out',
  ],
  ['Implicit keys need to be on a single line', 'a key and its ":" must stand on one line'],
  [
    'All mapping items must start at the same column',
    'the indentation is that of no key above: keys of one mapping begin in one column',
  ],
  [
    'All sequence items must start at the same column',
    'the indentation is that of no "-" above: items of one list begin in one column',
  ],
]);

const plainOptions: Record<Dialect, SchemaOptions> = {
  dvc: { merge: true, customTags: pythonNumberTags },
  core: { merge: true },
};

/** Made once: a text is read at every keystroke. */
const schemas: Record<Dialect, Schema> = {
  dvc: new Schema({ schema: 'core', resolveKnownTags: true, ...plainOptions.dvc }),
  core: new Schema({ schema: 'core', resolveKnownTags: true, ...plainOptions.core }),
};

/** Never throws: a text that is no YAML has problems, and whatever could be read of it. */
export function parseText(text: string, dialect: Dialect): ParsedText {
  try {
    const document = parseDocument(text, {
      // The parser's own check is quadratic; a rule of ours finds duplicates.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      // A text may ask for another version's schema.
      ...(text.includes('%YAML') ? plainOptions[dialect] : { schema: schemas[dialect] }),
    });
    return convert(document, text);
  } catch (error) {
    // Thousands of brackets in one another end the parser's stack.
    if (!(error instanceof RangeError)) throw error;
    const message = 'the text is nested too deeply to be read';
    return { root: null, problems: [{ message, start: 0, end: 1 }], anchors: new Map() };
  }
}

function convert(document: Document.Parsed, text: string): ParsedText {
  const anchors = new Map<string, YamlNode>();
  // What is missing at the end is told of at the last letter, which can be seen.
  const lastLetter = Math.max(text.trimEnd().length - 1, 0);
  const problems = document.errors.map(({ message, pos }) => {
    const start = Math.min(pos[0], lastLetter);
    const end = Math.min(Math.max(pos[1], start + 1), lastLetter + 1);
    const [first = message] = message.split('\n');
    return { message: plainWords.get(first) ?? first, start, end };
  });
  const toNode = (node: Node | null | undefined, fallback: number): YamlNode => {
    const start = node?.range?.[0] ?? fallback;
    const end = node?.range?.[1] ?? fallback;
    const anchor = node && 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : null;
    const keep = (made: YamlNode): YamlNode => {
      if (anchor !== null) anchors.set(anchor, made);
      return made;
    };
    if (isAlias(node)) return { kind: 'alias', start, end, anchor: null, name: node.source };
    if (isMap(node)) {
      const pairs: Pair[] = node.items.flatMap((pair) => {
        if (!isPair(pair)) return [];
        const key = toNode(pair.key as ParsedNode, start);
        return { key, value: toNode(pair.value as ParsedNode | null, key.end) };
      });
      return keep({ kind: 'map', start, end, anchor, flow: node.flow === true, pairs });
    }
    if (isSeq(node))
      return keep({
        kind: 'sequence',
        start,
        end,
        anchor,
        flow: node.flow === true,
        items: node.items.map((item) => toNode(item as ParsedNode, start)),
      });
    const scalar = isScalar(node) ? node : null;
    return keep({
      kind: 'scalar',
      start,
      end,
      anchor,
      value: scalarValue(scalar),
      style: scalarStyle(scalar),
    });
  };
  const root = document.contents === null ? null : toNode(document.contents, 0);
  return { root: isEmpty(root, text) ? null : root, problems, anchors };
}

/** Nothing but comments and blank lines is written. */
function isEmpty(root: YamlNode | null, text: string): boolean {
  return root?.kind === 'scalar' && root.value === null && text.slice(root.start, root.end).trim() === '';
}

function scalarValue(scalar: Scalar | null): ScalarNode['value'] {
  const value: unknown = scalar?.value ?? null;
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return value;
  return typeof value === 'number' || typeof value === 'string' ? value : String(scalar?.source ?? value);
}

function scalarStyle(scalar: Scalar | null): ScalarNode['style'] {
  switch (scalar?.type) {
    case 'QUOTE_SINGLE':
      return 'single-quoted';
    case 'QUOTE_DOUBLE':
      return 'double-quoted';
    case 'BLOCK_FOLDED':
    case 'BLOCK_LITERAL':
      return 'block';
    default:
      return 'plain';
  }
}
