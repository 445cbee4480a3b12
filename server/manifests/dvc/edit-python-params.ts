import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import { isMapping, type PythonValue, pythonFloat } from '../../core/python-value.ts';
import { childrenOf, pythonLiteral } from './python-literals.ts';
import { isInit, nameOf, type Reach, statementsOf, type Text, targetName } from './python-params.ts';

/**
 * A Python text with the literal of one param replaced; null where there is none. Whether the text then says what it
 * should is the caller's to check.
 */
export function changePythonParam(text: string, steps: readonly string[], value: PythonValue): string | null {
  const node = findIn(parser.parse(text).topNode, steps, 'names', { source: text, file: '' });
  return node && text.slice(0, node.from) + pythonText(value) + text.slice(node.to);
}

/** Of a name that is given more than once, the last: it is the one that holds. */
function findIn(
  body: SyntaxNode,
  [step, ...rest]: readonly string[],
  reach: Reach,
  text: Text,
): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  for (const statement of statementsOf(body)) {
    const inner = statement.getChild('Body');
    if (statement.name === 'AssignStatement') {
      const [target, ...others] = childrenOf(statement).filter(({ name }) => name !== 'TypeDef');
      const [, value, more] = others;
      if (target && value && !more && targetName(target, reach, text.source) === step)
        found = within(value, rest, text.source) ?? found;
    } else if (statement.name === 'ClassDefinition' && inner && nameOf(statement, text) === step)
      found = findIn(inner, rest, 'names', text) ?? found;
    else if (inner && isInit(statement, text))
      found = findIn(inner, step === undefined ? [] : [step, ...rest], 'own', text) ?? found;
  }
  return found;
}

/** The literal that the steps lead to in one of dicts and lists. */
function within(node: SyntaxNode, [step, ...rest]: readonly string[], source: string): SyntaxNode | null {
  if (step === undefined) return node;
  const parts = childrenOf(node)
    .slice(1, -1)
    .filter(({ name }) => name !== ',');
  if (node.name === 'DictionaryExpression') {
    const at = parts.findIndex(
      (part, index) => index % 3 === 0 && String(pythonLiteral(part, source)) === step,
    );
    const value = at < 0 ? undefined : parts[at + 2];
    return value ? within(value, rest, source) : null;
  }
  const isList = node.name === 'ArrayExpression' || node.name === 'TupleExpression';
  const item = isList && /^\d+$/.test(step) ? parts[Number(step)] : undefined;
  return item ? within(item, rest, source) : null;
}

function pythonText(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number')
    return Number.isFinite(value) ? pythonFloat(value) : `float("${pythonFloat(value)}")`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (!isMapping(value)) return String(value);
  return `{${[...value].map(([key, item]) => `${pythonText(key)}: ${pythonText(item)}`).join(', ')}}`;
}
