import { type Document, isMap, isScalar, isSeq, type Node } from 'yaml';
import { adviseName } from '../../core/nearest-name.ts';
import { pythonJson } from '../../core/python-json.ts';
import { isMapping, type PythonMapping, type PythonValue, pythonFloat } from '../../core/python-value.ts';
import { changePythonParam } from './edit-python-params.ts';
import { ManifestFault } from './fault.ts';
import type { ParamChange } from './param-change.ts';
import { paramAt, parseParamValues } from './param-values.ts';
import { changeTomlParam } from './toml-params.ts';
import { parseYaml, readYaml } from './yaml-values.ts';

/**
 * A params file's text with one param changed; all else of it, comments too, stays as it is.
 * @throws ManifestFault for a param that is not there (or, to be added, is), and where the file cannot be changed so
 */
export function changeParam(text: string, change: ParamChange): string {
  const { file, key, value } = change;
  const before = parseParamValues(text, file);
  requireMode(before, change);
  // As Hydra has it: a mapping goes into one that is there.
  if (isMapping(value) && isMapping(paramAt(before, key)))
    return [...value].reduce(
      (changed, [name, item]) =>
        changeParam(changed, { ...change, key: `${key}.${String(name)}`, value: item }),
      text,
    );
  const steps = key.split('.');
  const wanted = withValue(before, steps, value, change);
  const isWanted = (changed: string | null): changed is string =>
    changed !== null && hasValues(changed, file, wanted);
  const byHand = new ManifestFault(
    [],
    `${key} cannot be set in ${file} where it stands; set it there by hand`,
  );
  if (/\.(toml|py)$/i.test(file)) {
    const change = /\.py$/i.test(file) ? changePythonParam : changeTomlParam;
    const changed = change(text, steps, value);
    if (isWanted(changed)) return changed;
    throw byHand;
  }
  const document = parseYaml(text);
  const isJson = /\.json$/i.test(file);
  const written = isJson ? pythonJson(value) : flowText(value);
  const spliced = splice(text, document, steps, written);
  if (isWanted(spliced)) return spliced;
  const rewritten = rewrite(document, steps, written, isJson);
  if (isWanted(rewritten)) return rewritten;
  throw byHand;
}

/** Dotted names of all params of a file. */
export function paramNames(values: PythonValue, prefix = ''): string[] {
  if (!isMapping(values)) return [];
  return [...values].flatMap(([key, value]) => {
    const name = `${prefix}${String(key)}`;
    return isMapping(value) && value.size > 0 ? [name, ...paramNames(value, `${name}.`)] : [name];
  });
}

function requireMode(values: PythonValue, { file, key, mode }: ParamChange): void {
  const isThere = paramAt(values, key) !== undefined;
  if (mode === 'add' && isThere)
    throw new ManifestFault([], `${file} has ${key} already; without the "+" it is changed`);
  if (mode !== 'set' || isThere) return;
  const names = paramNames(values);
  const elsewhere = names.find((name) => name.endsWith(`.${key}`));
  const advice = elsewhere ? `did you mean "${elsewhere}"?` : adviseName(key, names);
  throw new ManifestFault([], `there is no param "${key}" in ${file}; ${advice} (+${key}=... adds it)`);
}

/** A copy of the values with another one at the steps' end, mappings made on the way. */
function withValue(
  values: PythonValue,
  steps: string[],
  value: PythonValue,
  change: ParamChange,
): PythonValue {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(values) && /^\d+$/.test(step) && Number(step) < values.length)
    return values.map((item, index) =>
      index === Number(step) ? withValue(item, rest, value, change) : item,
    );
  if (values !== null && !isMapping(values))
    throw new ManifestFault(
      [],
      `${change.key} cannot be in ${change.file}: what is above "${step}" holds no keys`,
    );
  const copy: PythonMapping = new Map(values);
  const key = [...copy.keys()].find((name) => String(name) === step) ?? step;
  return copy.set(key, withValue(copy.get(key) ?? null, rest, value, change));
}

function hasValues(text: string, file: string, wanted: PythonValue): boolean {
  try {
    return pythonJson(parseParamValues(text, file)) === pythonJson(wanted);
  } catch (error) {
    if (error instanceof ManifestFault) return false;
    throw error;
  }
}

/** The value's own letters replaced; null where there is no such value, or it is written over several lines. */
function splice(text: string, document: Document, steps: string[], written: string): string | null {
  const node = nodeAt(document, steps);
  if (!node?.range) return null;
  const inOneLine = isScalar(node) ? !node.type?.startsWith('BLOCK') : 'flow' in node && node.flow === true;
  if (!inOneLine) return null;
  const [start, end] = node.range;
  const needsSpace = start > 0 && !/\s|[[{,]/.test(text[start - 1] ?? '');
  return text.slice(0, start) + (needsSpace ? ' ' : '') + written + text.slice(end);
}

function nodeAt(document: Document, steps: string[]): Node | null {
  let node: unknown = document.contents;
  for (const step of steps) {
    if (isMap(node)) node = node.items.find(({ key }) => isScalar(key) && String(key.value) === step)?.value;
    else node = isSeq(node) && /^\d+$/.test(step) ? node.items[Number(step)] : null;
  }
  return isScalar(node) || isMap(node) || isSeq(node) ? node : null;
}

function rewrite(document: Document, steps: string[], written: string, isJson: boolean): string | null {
  const quotes = isJson
    ? ({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' } as const)
    : {};
  const path = steps.map((step, index) => {
    const above = index === 0 ? document.contents : nodeAt(document, steps.slice(0, index));
    return isSeq(above) ? Number(step) : step;
  });
  try {
    document.setIn(path, parseYaml(written).contents);
    return document.toString({ lineWidth: 0, ...quotes });
  } catch (error) {
    // The library says so by a plain Error where something above the value holds no keys.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** The value on one line, as YAML. */
function flowText(value: PythonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (isMapping(value))
    return `{${[...value].map(([key, item]) => `${flowText(key)}: ${flowText(item)}`).join(', ')}}`;
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return '.nan';
    return Number.isFinite(value) ? pythonFloat(value) : value > 0 ? '.inf' : '-.inf';
  }
  if (typeof value !== 'string') return String(value);
  const isPlain =
    /^[\w./-][\w./@%+ -]*$/.test(value) && !value.endsWith(' ') && readYaml(value).value === value;
  return isPlain ? value : JSON.stringify(value);
}
