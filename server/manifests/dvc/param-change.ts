import { isMapping, type PythonMapping, type PythonValue, pythonFloat } from '../../core/python-value.ts';
import { UserError } from '../../core/user-error.ts';
import { joinLocation } from './location.ts';
import { defaultParamsFile } from './template-values.ts';
import { readYaml } from './yaml-values.ts';

/** One param's value for one run. */
export interface ParamChange {
  /** Params file, from the root of the pipelines. */
  file: string;
  /** Dotted; a number leads into a list. */
  key: string;
  value: PythonValue;
  /** `set`: it must be there; `add`: it must not; `either`: as it comes. */
  mode: 'set' | 'add' | 'either';
}

const prefixes: Record<string, ParamChange['mode']> = { '': 'set', '+': 'add', '++': 'either' };
const hint =
  'Write KEY=VALUE, FILE:KEY=VALUE for another file than params.yaml, +KEY=VALUE for a param that is not there yet.';

/**
 * `train.lr=0.1`, `conf.json:train.lr=0.1`, `+new=[1, 2]`: DVC's `--set-param`, which is Hydra's basic override.
 * @throws UserError `SLW-PARAM-SYNTAX`
 */
export function parseParamChange(text: string): ParamChange {
  const [, name = '', written = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const [, file, prefix = '', key] = /^(?:(.+):)?(\+{0,2})([^+~:\s][^:]*)$/.exec(name.trim()) ?? [];
  const mode = prefixes[prefix];
  if (key === undefined || mode === undefined || written.trim() === '')
    throw new UserError('SLW-PARAM-SYNTAX', `"${text}" sets no param.`, hint);
  return {
    file: joinLocation('.', file ?? defaultParamsFile),
    key: key.replaceAll('[', '.').replaceAll(']', ''),
    value: new ValueText(written).whole(),
    mode,
  };
}

/** What `parseParamChange` reads as this change. */
export function paramChangeText({ file, key, value, mode }: ParamChange): string {
  const prefix = { set: '', add: '+', either: '++' }[mode];
  return `${file === defaultParamsFile ? '' : `${file}:`}${prefix}${key}=${valueText(value)}`;
}

function valueText(value: PythonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (isMapping(value))
    return `{${[...value].map(([key, item]) => `${valueText(key)}: ${valueText(item)}`).join(', ')}}`;
  if (typeof value === 'number') return pythonFloat(value);
  if (typeof value !== 'string') return String(value);
  const isPlain =
    /^[\w./@%-][\w./@%+ -]*$/.test(value) && value === value.trimEnd() && scalar(value) === value;
  return isPlain ? value : `"${value.replaceAll('"', '\\"')}"`;
}

/** A value as Hydra's override grammar has it: a scalar, `[a, b]`, `{a: 1}`, or quoted text. */
class ValueText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): PythonValue {
    const value = this.#value('');
    if (this.#at < this.#text.length)
      throw this.#wrong(
        this.#text[this.#at] === ',' ? 'a list is written [a, b]' : 'quote a text that holds such letters',
      );
    return value;
  }

  #value(ends: string): PythonValue {
    this.#skipSpace();
    const first = this.#text[this.#at];
    let value: PythonValue;
    if (first === '[') value = this.#list();
    else if (first === '{') value = this.#mapping();
    else if (first === '"' || first === "'") value = this.#quoted(first);
    else value = this.#scalar(ends);
    this.#skipSpace();
    return value;
  }

  #list(): PythonValue[] {
    this.#at++;
    const items: PythonValue[] = [];
    while (!this.#take(']')) {
      items.push(this.#value(']'));
      this.#takeBetween(']');
    }
    return items;
  }

  #mapping(): PythonMapping {
    this.#at++;
    const entries: PythonMapping = new Map();
    while (!this.#take('}')) {
      const key = this.#value(':}');
      if (!this.#take(':')) throw this.#wrong('a mapping is written {a: 1, b: 2}');
      entries.set(key, this.#value('}'));
      this.#takeBetween('}');
    }
    return entries;
  }

  #quoted(quote: string): string {
    const match = new RegExp(`^${quote}((?:[^${quote}\\\\]|\\\\.)*)${quote}`, 's').exec(
      this.#text.slice(this.#at),
    );
    if (!match) throw this.#wrong(`the closing ${quote} is missing`);
    this.#at += match[0].length;
    return (match[1] ?? '').replaceAll(`\\${quote}`, quote);
  }

  #scalar(ends: string): PythonValue {
    const rest = this.#text.slice(this.#at);
    const end = [...rest].findIndex((letter) => letter === ',' || ends.includes(letter));
    const text = (end < 0 ? rest : rest.slice(0, end)).trimEnd();
    if (/^\w+\(.*/s.test(text)) throw this.#wrong('functions are not understood; quote it if it is a text');
    if (!/^[\p{L}\w/\-\\+.$%*@?|: ]*$/u.test(text)) throw this.#wrong('quote a text that holds such letters');
    this.#at += end < 0 ? rest.length : [...rest].slice(0, end).join('').length;
    return scalar(text);
  }

  #take(letter: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== letter) {
      if (this.#at >= this.#text.length) throw this.#wrong(`"${letter}" is missing`);
      return false;
    }
    this.#at++;
    return true;
  }

  /** A comma, or the end that is left to be taken. */
  #takeBetween(end: string): void {
    this.#skipSpace();
    if (this.#text[this.#at] === ',') this.#at++;
    else if (this.#text[this.#at] !== end) throw this.#wrong(`"${end}" is missing`);
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #wrong(why: string): UserError {
    return new UserError('SLW-PARAM-SYNTAX', `"${this.#text}" cannot be read as a value: ${why}.`);
  }
}

/** Hydra's words for numbers, booleans and null; all else is text. */
function scalar(text: string): PythonValue {
  if (/^null$/i.test(text)) return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const isInteger = /^[+-]?(?:0|[1-9]\d*(?:_\d+)*)$/.test(text);
  const isFloat = /^[+-]?(?:\d[\d_]*\.\d*|\.\d[\d_]*|\d[\d_]*(?=e))(?:e[+-]?\d[\d_]*)?$/i.test(text);
  if (isInteger || isFloat) {
    const { value } = readYaml(text);
    if (typeof value === 'number' || typeof value === 'bigint') return value;
  }
  return text;
}
