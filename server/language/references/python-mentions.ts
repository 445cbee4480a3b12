import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { childrenOf, noLiteral, pythonLiteral } from '../../manifests/dvc/python-literals.ts';
import {
  isInit,
  type Reach,
  statementsOf,
  type Text,
  targetName,
} from '../../manifests/dvc/python-params.ts';
import type { Mention, TextPiece } from './mention.ts';

const code = {
  form: 'fixed',
  why: 'it is a name of a Python file, which other code may use; rename it there and in the manifests by hand',
} as const;

/** Names that a Python params file defines; none of them can be renamed from a manifest. */
export function pythonMentions(piece: TextPiece, location: string): Mention[] {
  const mentions: Mention[] = [];
  const text: Text = { source: piece.text, file: location };
  const define = (node: SyntaxNode, path: string) =>
    mentions.push({
      symbol: { kind: 'param', scope: location, name: path },
      role: 'definition',
      piece,
      start: node.from,
      end: node.to,
      writing: code,
      path: null,
      isHint: false,
    });
  const visitValue = (node: SyntaxNode | undefined, prefix: string): void => {
    if (node?.name !== 'DictionaryExpression') return;
    const parts = childrenOf(node)
      .slice(1, -1)
      .filter(({ name }) => name !== ',');
    for (let at = 0; at + 2 < parts.length; at += 3) {
      const key = parts[at];
      const name = key ? pythonLiteral(key, text.source) : noLiteral;
      if (!key || name === noLiteral || typeof name === 'object') continue;
      define(key, `${prefix}${String(name)}`);
      visitValue(parts[at + 2], `${prefix}${String(name)}.`);
    }
  };
  const visit = (body: SyntaxNode, reach: Reach, prefix: string): void => {
    for (const statement of statementsOf(body)) {
      const inner = statement.getChild('Body');
      if (statement.name === 'AssignStatement') {
        const [target, , value] = childrenOf(statement).filter(({ name }) => name !== 'TypeDef');
        const name = target ? targetName(target, reach, text.source) : null;
        if (!target || name === null) continue;
        define(target, `${prefix}${name}`);
        visitValue(value, `${prefix}${name}.`);
      } else if (statement.name === 'ClassDefinition' && inner) {
        const name = statement.getChild('VariableName');
        if (!name) continue;
        const path = `${prefix}${text.source.slice(name.from, name.to)}`;
        define(name, path);
        visit(inner, 'names', `${path}.`);
      } else if (inner && isInit(statement, text)) visit(inner, 'own', prefix);
    }
  };
  visit(parser.parse(piece.text).topNode, 'names', '');
  return mentions;
}
