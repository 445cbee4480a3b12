import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';

/** A value with the dotted path that leads to it. */
export interface NamedValue {
  path: string;
  value: PythonValue;
  depth: number;
}

/** Mappings before what they hold, as deep as they go; keys that a dotted path cannot name are left out. */
export function namedValues(mapping: PythonMapping): readonly NamedValue[] {
  let named = known.get(mapping);
  if (!named) {
    named = [];
    collect(mapping, '', 0, named);
    known.set(mapping, named);
  }
  return named;
}

/** Params stay what they are from one letter of a dvc.yaml to the next. */
const known = new WeakMap<PythonMapping, NamedValue[]>();
const deepest = 20;

function collect(mapping: PythonMapping, prefix: string, depth: number, into: NamedValue[]): void {
  for (const [key, value] of mapping) {
    const name = String(key);
    if (name === '' || /[.[\]\s]/.test(name)) continue;
    const path = `${prefix}${name}`;
    into.push({ path, value, depth });
    if (isMapping(value) && depth < deepest) collect(value, `${path}.`, depth + 1, into);
  }
}
