import {
  isMapping,
  type PythonMapping,
  type PythonValue,
  pythonText,
  pythonTypeName,
} from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from './fault.ts';

/** DVC's `parsing` settings: how a mapping becomes options of a command. */
export interface TemplateStyle {
  bool: 'store_true' | 'boolean_optional';
  list: 'nargs' | 'append';
}

/** Values that `${…}` can name. */
export type TemplateValues = PythonMapping;

const placeholder = /(?<!\\)\$\{(.*?)\}/g;
const expression = /^[^.[\]]+(?:\.[^.[\]]+|\[[^.[\]]+\])*$/;

/** What stands between `${` and `}` in a text, and where that begins. */
export function templatesOf(text: string): { text: string; start: number }[] {
  return [...text.matchAll(placeholder)].map((match) => ({ text: match[1] ?? '', start: match.index + 2 }));
}

function hasTemplate(text: string): boolean {
  return text.search(placeholder) >= 0;
}

/** Names the templates of a value that lies where none may be. */
export function refuseTemplates(value: PythonValue, path: ValuePath): void {
  if (typeof value === 'string' && hasTemplate(value))
    throw new ManifestFault(path, `"${value}": no \${…} may stand here`);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) refuseTemplates(item, [...path, index]);
  if (isMapping(value))
    for (const [key, item] of value) {
      refuseTemplates(key, path);
      refuseTemplates(item, [...path, String(key)]);
    }
}

/**
 * Fills in every `${…}` of a value and of its keys. A text that is nothing but one takes the value itself, with its type.
 * @throws ManifestFault for an expression that is none, a name that is not there, a list or mapping within a text
 */
export function fillIn(
  value: PythonValue,
  values: TemplateValues,
  style: TemplateStyle,
  path: ValuePath,
): PythonValue {
  if (typeof value === 'string') return fillInText(value, values, style, path);
  if (Array.isArray(value)) return value.map((item, index) => fillIn(item, values, style, [...path, index]));
  if (isMapping(value))
    return new Map(
      [...value].map(([key, item]) => [
        fillIn(key, values, style, path),
        fillIn(item, values, style, [...path, String(key)]),
      ]),
    );
  return value;
}

/** The whole of `text` is one `${…}`. */
export function isWholeTemplate(text: string): boolean {
  const [match, more] = text.matchAll(placeholder);
  return match !== undefined && more === undefined && match[0] === text;
}

function fillInText(
  text: string,
  values: TemplateValues,
  style: TemplateStyle,
  path: ValuePath,
): PythonValue {
  if (isWholeTemplate(text)) return select(text.slice(2, -1), values, path);
  return text
    .replace(placeholder, (_, inner: string) => asText(select(inner, values, path), style, path))
    .replaceAll('\\${', '${');
}

/** Where the name in a `${…}` leads. */
export type Reference =
  | { state: 'found'; value: PythonValue; steps: string[] }
  /** `steps[missing]` is not in `above`, which the steps before it lead to. */
  | { state: 'missing'; missing: number; above: PythonValue; steps: string[] }
  | { state: 'malformed' };

/** `inner` is what stands between the braces; its steps are given without the spaces around them. */
export function followReference(inner: string, values: TemplateValues): Reference {
  if (!expression.test(inner)) return { state: 'malformed' };
  let value: PythonValue = values;
  const steps = referenceSteps(inner);
  for (const [index, step] of steps.entries()) {
    const next = stepInto(value, step);
    if (next === undefined) return { state: 'missing', missing: index, above: value, steps };
    value = next;
  }
  return { state: 'found', value, steps };
}

/** The names and indexes of `train.layers[0]`. */
export function referenceSteps(inner: string): string[] {
  return inner
    .replaceAll('[', '.')
    .replaceAll(']', '')
    .split('.')
    .map((step) => step.trim());
}

/** Each `${…}` of a text: what stands between its braces, and the offset of that. */
export function referencesIn(text: string): { inner: string; offset: number }[] {
  return [...text.matchAll(placeholder)].map(({ 1: inner = '', index }) => ({ inner, offset: index + 2 }));
}

function select(inner: string, values: TemplateValues, path: ValuePath): PythonValue {
  const reference = followReference(inner, values);
  if (reference.state === 'found') return reference.value;
  if (reference.state === 'malformed')
    throw new ManifestFault(
      path,
      `"\${${inner}}" is no name like \${train.lr} or \${models[0]}`,
      'reference',
    );
  const { steps, missing, above } = reference;
  throw new ManifestFault(
    path,
    `there is no "${steps.slice(0, missing + 1).join('.')}" for "\${${inner}}"; known: ${namesOf(above)}`,
    'reference',
  );
}

function stepInto(value: PythonValue, step: string): PythonValue | undefined {
  if (isMapping(value)) return value.get(step);
  if (!Array.isArray(value) || !/^[-+]?\d+$/.test(step)) return undefined;
  return value.at(Number(step));
}

function namesOf(value: PythonValue): string {
  if (isMapping(value)) return [...value.keys()].join(', ') || 'nothing';
  if (Array.isArray(value)) return `the indexes of a list of ${value.length}`;
  return `nothing below a ${pythonTypeName(value)}`;
}

function asText(value: PythonValue, style: TemplateStyle, path: ValuePath): string {
  if (isMapping(value) && path.at(path.at(2) === 'do' ? 3 : 2) === 'cmd')
    return asOptions(value, style, path);
  if (isMapping(value) || Array.isArray(value))
    throw new ManifestFault(
      path,
      `a ${pythonTypeName(value)} cannot stand within a text${isMapping(value) ? ' other than cmd' : ''}`,
    );
  return scalarText(value);
}

/** As templates write a scalar: booleans in small letters, all else as Python does. */
export function scalarText(value: null | boolean | bigint | number | string): string {
  return typeof value === 'boolean' ? String(value) : pythonText(value);
}

function asOptions(mapping: PythonMapping, style: TemplateStyle, path: ValuePath): string {
  const words: string[] = [];
  for (const [key, value] of flattened(mapping)) {
    if (typeof value === 'boolean') {
      if (value) words.push(`--${key}`);
      else if (style.bool === 'boolean_optional') words.push(`--no-${key}`);
    } else if (Array.isArray(value)) {
      const items = value.map((item) => {
        if (Array.isArray(item) || isMapping(item))
          throw new ManifestFault(path, `"${key}" is a list that holds a ${pythonTypeName(item)}`);
        return typeof item === 'string' ? shellQuoted(item) : pythonText(item);
      });
      if (style.list === 'append') words.push(...items.flatMap((item) => [`--${key}`, item]));
      else if (items.length > 0) words.push(`--${key}`, ...items);
    } else words.push(`--${key}`, typeof value === 'string' ? shellQuoted(value) : pythonText(value));
  }
  return words.join(' ');
}

type Leaf = null | boolean | bigint | number | string | PythonValue[];

function* flattened(mapping: PythonMapping, prefix = ''): Generator<[string, Leaf]> {
  for (const [key, value] of mapping) {
    if (isMapping(value)) yield* flattened(value, `${prefix}${key}.`);
    else yield [`${prefix}${key}`, value];
  }
}

/** As Python's `shlex.quote`. */
function shellQuoted(text: string): string {
  if (text === '') return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
