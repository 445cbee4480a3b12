import { isMapping, type PythonValue, pythonFloat } from '../../core/python-value.ts';

/**
 * A TOML text with one `key = value` line changed, or put into its table; null where there is no line to be changed.
 * Whether the text then says what it should is the caller's to check.
 */
export function changeTomlParam(text: string, steps: readonly string[], value: PythonValue): string | null {
  const written = tomlText(value);
  const name = steps.at(-1);
  if (written === null || name === undefined) return null;
  const lines = text.split('\n');
  const table = steps.slice(0, -1).join('.');
  const header = lines.findIndex((line) => tableOf(line) === table);
  if (table !== '' && header < 0) return null;
  const from = table === '' ? 0 : header + 1;
  const length = lines.slice(from).findIndex((line) => tableOf(line) !== null);
  const to = length < 0 ? lines.length : from + length;
  const at = lines.slice(from, to).findIndex((line) => keyOf(line) === name);
  if (at < 0) lines.splice(from, 0, `${name} = ${written}`);
  else {
    const line = lines[from + at] ?? '';
    const [, before = '', comment = ''] = /^(\s*[^=]+=\s*).*?(\s+#[^"']*)?$/.exec(line) ?? [];
    lines[from + at] = before + written + comment;
  }
  return lines.join('\n');
}

function tableOf(line: string): string | null {
  const name = /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/.exec(line)?.[1];
  return name === undefined ? null : name.replaceAll(/\s*\.\s*/g, '.').replaceAll(/["']/g, '');
}

function keyOf(line: string): string | null {
  return /^\s*["']?([\w-]+)["']?\s*=/.exec(line)?.[1] ?? null;
}

/** Null for what TOML has no word for. */
function tomlText(value: PythonValue): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return pythonFloat(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  const items = isMapping(value)
    ? [...value].map(([key, item]) => {
        const text = tomlText(item);
        return text === null ? null : `${JSON.stringify(String(key))} = ${text}`;
      })
    : value.map(tomlText);
  if (items.includes(null)) return null;
  return isMapping(value) ? `{ ${items.join(', ')} }` : `[${items.join(', ')}]`;
}
