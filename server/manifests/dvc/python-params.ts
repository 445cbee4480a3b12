import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { PythonMapping, PythonValue } from '../../core/python-value.ts';
import { ManifestFault } from './fault.ts';
import { childrenOf, isPythonNumber, noLiteral, pythonList, pythonLiteral } from './python-literals.ts';

/** Whose assignments count: all names of a module or class, or what an `__init__` gives to `self`. */
export type Reach = 'names' | 'own';

/**
 * The params of a Python file, as DVC reads them of its syntax tree, running nothing: what is assigned a literal at
 * the top, each class as a mapping of what it is assigned, and `self.x` of an `__init__`. All else is passed over.
 * @throws ManifestFault for an assignment that is not Python, with its line
 */
export function pythonParams(source: string, file: string): PythonMapping {
  return read(parser.parse(source).topNode, 'names', { source, file });
}

export interface Text {
  source: string;
  file: string;
}

function read(body: SyntaxNode, reach: Reach, text: Text): PythonMapping {
  const params: PythonMapping = new Map();
  for (const statement of statementsOf(body)) {
    if (statement.name === 'AssignStatement') {
      refuseErrors(statement, text);
      const assigned = assignment(statement, reach, text);
      if (assigned) params.set(...assigned);
    } else if (statement.name === 'ClassDefinition' || isInit(statement, text)) {
      const inner = statement.getChild('Body');
      const name = nameOf(statement, text);
      if (!inner || name === null) continue;
      if (statement.name === 'ClassDefinition') params.set(name, read(inner, 'names', text));
      else for (const [key, value] of read(inner, 'own', text)) params.set(key, value);
    }
  }
  return params;
}

/** Those of one line, and those that are decorated, too. */
export function* statementsOf(body: SyntaxNode): Generator<SyntaxNode> {
  for (const child of childrenOf(body)) {
    if (child.name === 'StatementGroup') yield* statementsOf(child);
    else if (child.name === 'DecoratedStatement') yield* childrenOf(child);
    else yield child;
  }
}

function assignment(
  statement: SyntaxNode,
  reach: Reach,
  { source }: Text,
): [name: string, value: PythonValue] | null {
  const [target, ...rest] = childrenOf(statement).filter(({ name }) => name !== 'TypeDef');
  const [operator, ...values] = rest;
  if (!target || operator?.name !== 'AssignOp' || values.some(({ name }) => name === 'AssignOp')) return null;
  const name = targetName(target, reach, source);
  const [first] = values;
  if (name === null || !first) return null;
  const value = values.length === 1 ? pythonLiteral(first, source) : pythonList(values, source);
  return value === noLiteral ? null : [name, value];
}

export function targetName(target: SyntaxNode, reach: Reach, source: string): string | null {
  const text = source.slice(target.from, target.to);
  if (target.name === 'VariableName') return reach === 'names' ? text : null;
  return target.name === 'MemberExpression' ? (/^self\s*\.\s*(\w+)$/u.exec(text)?.[1] ?? null) : null;
}

export function isInit(statement: SyntaxNode, text: Text): boolean {
  return (
    statement.name === 'FunctionDefinition' &&
    statement.getChild('async') === null &&
    nameOf(statement, text) === '__init__'
  );
}

export function nameOf(statement: SyntaxNode, { source }: Text): string | null {
  const name = statement.getChild('VariableName');
  return name && source.slice(name.from, name.to);
}

function refuseErrors(statement: SyntaxNode, { source, file }: Text): void {
  statement.cursor().iterate(({ type, node }) => {
    const { parent } = node;
    // The grammar does not know a float that ends with its point.
    if (!type.isError || (parent && isPythonNumber(source.slice(parent.from, parent.to)))) return;
    const line = source.slice(0, node.from).split('\n').length;
    throw new ManifestFault([], `${file}:${line}: this assignment cannot be read as Python`);
  });
}
