import type { PythonMapping, PythonValue } from '../../core/python-value.ts';

const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?(?:\d[\d.eE+-]*|Infinity))|([A-Za-z]+))/y;
const words = new Map<string, PythonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
]);

/**
 * JSON as Python's `json.loads` reads it: ints apart from floats, keys in their order, the last of two equal keys,
 * `NaN` and `Infinity` too.
 * @throws SyntaxError with `line` and `column` in its message
 */
export function readJson(text: string): PythonValue {
  const reader = new JsonReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  #next: RegExpExecArray | null = null;

  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF/, '');
    this.#advance();
  }

  value(): PythonValue {
    const [, mark, quoted, number, word] = this.#next ?? [];
    if (mark === '{') return this.#mapping();
    if (mark === '[') return this.#list();
    const value =
      quoted !== undefined
        ? this.#string(quoted)
        : number !== undefined
          ? this.#number(number)
          : word !== undefined
            ? words.get(word)
            : undefined;
    if (value === undefined) throw this.#unexpected('a value');
    this.#advance();
    return value;
  }

  end(): void {
    if (this.#next || this.#text.slice(this.#at).trim() !== '') throw this.#unexpected('the end');
  }

  #mapping(): PythonMapping {
    const mapping: PythonMapping = new Map();
    this.#advance();
    if (this.#takes('}')) return mapping;
    do {
      const quoted = this.#next?.[2];
      if (quoted === undefined) throw this.#unexpected('a key in quotes');
      const key = this.#string(quoted);
      this.#advance();
      if (!this.#takes(':')) throw this.#unexpected('":"');
      mapping.set(key, this.value());
    } while (this.#takes(','));
    if (!this.#takes('}')) throw this.#unexpected('"," or "}"');
    return mapping;
  }

  #list(): PythonValue[] {
    const list: PythonValue[] = [];
    this.#advance();
    if (this.#takes(']')) return list;
    do list.push(this.value());
    while (this.#takes(','));
    if (!this.#takes(']')) throw this.#unexpected('"," or "]"');
    return list;
  }

  #string(quoted: string): string {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw this.#unexpected('a text');
    }
  }

  #number(text: string): bigint | number {
    if (/^-?(?:0|[1-9]\d*)$/.test(text)) return BigInt(text);
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$|^-?Infinity$/.test(text)) return Number(text);
    throw this.#unexpected('a number');
  }

  #takes(mark: string): boolean {
    if (this.#next?.[1] !== mark) return false;
    this.#advance();
    return true;
  }

  #advance(): void {
    token.lastIndex = this.#at;
    this.#next = token.exec(this.#text);
    if (this.#next) this.#at = token.lastIndex;
  }

  #unexpected(expected: string): SyntaxError {
    const found = this.#next?.[0].trim() ?? this.#text.slice(this.#at).trim().slice(0, 10);
    const start = this.#at - (this.#next ? found.length : 0);
    const before = this.#text.slice(0, start).split('\n');
    const place = `${before.length}:${(before.at(-1) ?? '').length + 1}`;
    return new SyntaxError(
      `${place}: expected ${expected}, found ${found === '' ? 'the end' : `"${found}"`}`,
    );
  }
}
