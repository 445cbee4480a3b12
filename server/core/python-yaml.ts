import { isMapping, type PythonValue, pythonFloat } from './python-value.ts';

export interface YamlStyle {
  lineWidth: number;
  /** So that readers of YAML 1.1 (PyYAML) read the same: `'yes'`, `1.0e-05`. */
  readsAlike: boolean;
}

const dvcStyle: YamlStyle = { lineWidth: 80, readsAlike: false };
/** For a person, and for every reader. */
export const plainStyle: YamlStyle = { lineWidth: 90, readsAlike: true };

/** A plain text that ruamel.yaml would read as something else than text. */
const otherwiseRead =
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<|=|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** What readers of YAML 1.1 take for more than a text, besides those: `yes`, `1:30`. */
const otherwiseReadBefore =
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?)$/;

const escapes: Record<string, string> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

/**
 * A mapping as ruamel.yaml writes it for DVC: block style, lists not indented, long texts folded at 80 columns.
 */
export function pythonYaml(value: PythonValue, style: YamlStyle = dvcStyle): string {
  const writer = new Writer(style);
  writer.block(value, 0);
  return `${writer.text}\n`;
}

class Writer {
  text = '';
  readonly #style: YamlStyle;

  constructor(style: YamlStyle) {
    this.#style = style;
  }

  /** Writes a collection whose first line the cursor is on, `indent` columns in. */
  block(value: PythonValue, indent: number): void {
    const newLine = `\n${' '.repeat(indent)}`;
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) {
        this.text += `${index === 0 ? '' : newLine}-`;
        if (isFilled(item)) {
          this.text += ' ';
          this.block(item, indent + 2);
        } else if (item === null) this.text += ' ';
        else this.#scalar(item, indent + 2);
      }
    else if (isMapping(value)) {
      let first = true;
      for (const [key, item] of value) {
        this.text += first ? '' : newLine;
        first = false;
        this.#scalar(key, indent, '');
        this.text += ':';
        if (!isFilled(item)) this.#scalar(item, indent + 2);
        else {
          const inner = Array.isArray(item) ? indent : indent + 2;
          this.text += `\n${' '.repeat(inner)}`;
          this.block(item, inner);
        }
      }
    }
  }

  #scalar(value: PythonValue, indent: number, before = ' '): void {
    if (typeof value !== 'string') {
      const plain = plainScalar(value);
      const written = this.#style.readsAlike ? plain.replace(/^(-?\d+)e/, '$1.0e') : plain;
      if (written !== '') this.text += before + written;
      return;
    }
    const isOther = this.#style.readsAlike && otherwiseReadBefore.test(value);
    const style = isOther ? 'single' : styleOf(value);
    if (style === 'double') {
      this.text += before;
      this.#doubleQuoted([...value], before === '' ? null : indent);
    } else if (style === 'single') {
      this.text += `${before}'`;
      this.#folded(value.replaceAll("'", "''"), indent, 'single');
      this.text += "'";
    } else {
      this.text += before;
      this.#folded(value, before === '' ? Number.POSITIVE_INFINITY : indent, 'plain');
    }
  }

  /** A single space beyond the width becomes a line's end; a plain word that does not fit gets a line of its own. */
  #folded(text: string, indent: number, style: 'plain' | 'single'): void {
    const pieces = text.match(/ +|[^ ]+/g) ?? [];
    for (const [index, piece] of pieces.entries()) {
      const column = this.#column();
      const isSpace = piece.startsWith(' ');
      const inside = index > 0 && index < pieces.length - 1;
      const full = style === 'plain' ? column >= this.#style.lineWidth : column > this.#style.lineWidth;
      const breaksHere = isSpace
        ? piece === ' ' && full && inside
        : style === 'plain' && column + piece.length > this.#style.lineWidth && column > indent;
      if (breaksHere && Number.isFinite(indent)) this.text += `\n${' '.repeat(indent)}`;
      if (!(breaksHere && isSpace)) this.text += piece;
    }
  }

  /** Folded before a space, or behind what is escaped; `indent` of null: on one line. */
  #doubleQuoted(letters: readonly string[], indent: number | null): void {
    this.text += '"';
    let start = 0;
    const write = (end: number) => {
      this.text += letters.slice(start, end).join('');
      start = Math.max(start, end);
    };
    for (let end = 0; end <= letters.length; end++) {
      const letter = letters[end];
      if (letter === undefined) write(end);
      else if (escaped(letter) !== letter) {
        write(end);
        this.text += escaped(letter);
        start = end + 1;
      }
      const isPlace = end > 0 && end < letters.length - 1 && (letter === ' ' || start >= end);
      if (indent === null || !isPlace || this.#column() + end - start <= this.#style.lineWidth) continue;
      const backslash = foldsToSpace(letters, start, end) ? '' : '\\';
      write(end);
      this.text += `${backslash}\n${' '.repeat(indent)}`;
      if (letters[start] !== ' ') continue;
      if (backslash === '') start++;
      else this.text += backslash;
    }
    this.text += '"';
  }

  #column(): number {
    return this.text.length - this.text.lastIndexOf('\n') - 1;
  }
}

/** As ruamel.yaml decides that a line's end may stand for the space at `end`, and needs no backslash. */
function foldsToSpace(letters: readonly string[], start: number, end: number): boolean {
  const space = letters.indexOf(' ', end);
  if (space < 0) return false;
  const newLine = letters.slice(end, space).indexOf('\n');
  const stop = newLine < 0 ? space : end + newLine;
  const next = letters[stop + 1];
  if (next === undefined || (letters[stop] === '\n' && next !== ' ')) return false;
  const word = letters.slice(end, stop);
  return (
    !word.includes('"') &&
    !word.includes("'") &&
    next !== ' ' &&
    next !== '\n' &&
    !(letters[end - 1] === ' ' && letters[end] === ' ') &&
    start !== end
  );
}

function isFilled(value: PythonValue): value is PythonValue[] | Map<PythonValue, PythonValue> {
  return (Array.isArray(value) && value.length > 0) || (isMapping(value) && value.size > 0);
}

function plainScalar(value: Exclude<PythonValue, string>): string {
  if (value === null) return '';
  if (Array.isArray(value)) return '[]';
  if (isMapping(value)) return '{}';
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return '.nan';
  return Number.isFinite(value) ? pythonFloat(value) : value > 0 ? '.inf' : '-.inf';
}

function styleOf(text: string): 'plain' | 'single' | 'double' {
  if (text === '') return 'single';
  const letters = [...text];
  if (letters.some((letter) => letter !== '"' && letter !== '\\' && escaped(letter) !== letter))
    return 'double';
  const isPlain =
    !/^[ ]|[ ]$/.test(text) &&
    !/^[#,[\]{}&*!|>'"%@`]/.test(text) &&
    !/^(?:---|\.\.\.)/.test(text) &&
    !/^[?:-](?:[\s]|$)/.test(text) &&
    !/:(?:\s|$)/.test(text) &&
    !/\s#/.test(text) &&
    !otherwiseRead.test(text);
  if (isPlain) return 'plain';
  return text.includes("'") ? 'double' : 'single';
}

function escaped(letter: string): string {
  const known = escapes[letter];
  if (known) return `\\${known}`;
  const code = letter.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e) return letter;
  if (
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) ||
    code > 0xffff
  )
    return letter;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
