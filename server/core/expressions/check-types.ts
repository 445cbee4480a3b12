import { type ASTNode, TypeError as CelTypeError, type Environment } from '@marcbachmann/cel-js';
import type { ExpressionFix, ExpressionProblem } from './expression-problem.ts';
import { sourceOf, type TextRange, wholeRange } from './expression-tree.ts';
import type { ExpressionMoment } from './release-names.ts';
import { environmentFor } from './typed-environment.ts';

const functions = ['size', 'has', 'double', 'int', 'string', 'bool'];

/** What CEL's type check says against an expression whose names are all there, and against a result that is no verdict. */
export function checkTypes(text: string, tree: ASTNode, moment: ExpressionMoment): ExpressionProblem[] {
  const environment = environmentFor(moment, tree);
  const { valid, type, error } = environment.check(text);
  if (!valid) return error instanceof CelTypeError ? [describe(text, error, environment)] : [];
  if (type === 'bool' || type === 'dyn') return [];
  const whole = { start: 0, end: text.length };
  return [problem(whole, `expected what is true or false, like auc >= 0.9; this gives ${inWords(type)}`)];
}

function describe(text: string, error: CelTypeError, environment: Environment): ExpressionProblem {
  const node = error.node;
  const range = { start: error.range?.start ?? 0, end: error.range?.end ?? text.length };
  const [, left, operator, right] = /^no such overload: (\S+) (\S+) (\S+)$/.exec(error.summary) ?? [];
  if (node && left !== undefined && operator !== undefined && right !== undefined)
    return operatorProblem(text, node, { left, operator, right }, range);
  const [, sign, operand] = /^no such overload: ([!-])(\S+)$/.exec(error.summary) ?? [];
  if (sign !== undefined) {
    const wanted = sign === '!' ? 'what is true or false' : 'a number';
    return problem(range, `"${sign}" takes ${wanted}, and here stands ${inWords(operand)}`);
  }
  if (error.code === 'invalid_logical_operand' && node) return logicalProblem(text, node, environment);
  if (error.code === 'no_matching_overload' && node) return callProblem(text, node, range, error.summary);
  const [, type] = /^Cannot index type '(.+)'$/.exec(error.summary) ?? [];
  if (type !== undefined) return problem(range, `${inWords(type)} has no members`);
  return problem(range, error.summary.charAt(0).toLowerCase() + error.summary.slice(1));
}

interface Operation {
  left: string;
  operator: string;
  right: string;
}

function operatorProblem(
  text: string,
  node: ASTNode,
  { left, operator, right }: Operation,
  range: TextRange,
): ExpressionProblem {
  const operands = node.args as [ASTNode, ASTNode];
  const whole = [left, right].indexOf('int');
  const decimal = [left, right].indexOf('double');
  const literal = operands[whole];
  if (literal && decimal >= 0) {
    const digits = text.slice(literal.start, literal.end);
    const message = `CEL does not mix decimal and whole numbers in "${operator}"`;
    if (!/^-?\d+$/.test(digits)) {
      const source = sourceOf(text, literal);
      const fix = {
        title: `Write double(${source})`,
        ...wholeRange(text, literal),
        text: `double(${source})`,
      };
      return problem(range, `${message}: write double(${source})`, fix);
    }
    const fix = { title: `Write ${digits}.0`, start: literal.start, end: literal.end, text: `${digits}.0` };
    return problem(literal, `${message}: write ${digits}.0`, fix);
  }
  return problem(range, `"${operator}" does not take ${inWords(left)} and ${inWords(right)}`);
}

function logicalProblem(text: string, node: ASTNode, environment: Environment): ExpressionProblem {
  const operator = node.op;
  for (const operand of node.args as [ASTNode, ASTNode]) {
    const source = sourceOf(text, operand);
    const { type } = environment.check(source);
    if (type === undefined || type === 'bool' || type === 'dyn') continue;
    const { start, end } = operand;
    return problem(
      { start, end },
      `"${operator}" joins what is true or false, and "${source}" is ${inWords(type)}`,
    );
  }
  return problem(node, `"${operator}" joins what is true or false`);
}

function callProblem(text: string, node: ASTNode, range: TextRange, summary: string): ExpressionProblem {
  const name = node.op === 'call' || node.op === 'rcall' ? node.args[0] : text.slice(range.start, range.end);
  if (node.op === 'call' && functions.includes(name)) {
    const [, given = ''] = /\((.*)\)'$/.exec(summary) ?? [];
    const types = given.split(', ').map(inWords).join(' and ');
    return problem(range, `${name}() does not take ${types}`);
  }
  return problem(
    range,
    `there is no function "${name}" for this; there are ${functions.map((each) => `${each}()`).join(', ')}`,
  );
}

function inWords(type: string | undefined): string {
  switch (type) {
    case 'double':
      return 'a decimal number';
    case 'int':
    case 'uint':
      return 'a whole number';
    case 'bool':
      return 'true or false';
    case 'string':
      return 'a text';
    case 'null_type':
    case 'null':
      return 'null';
    default:
      return type?.startsWith('slipway_')
        ? `all of ${type.slice('slipway_'.length)}`
        : `a value of type ${type}`;
  }
}

function problem(
  { start, end }: TextRange,
  message: string,
  fix: ExpressionFix | null = null,
): ExpressionProblem {
  return { kind: 'type', message, start, end, fix };
}
