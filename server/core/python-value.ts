/**
 * A value as Python's YAML, JSON and TOML readers give it, in so far as it matters to DVC: an int is a `bigint` and
 * a float is a `number`, for `1` and `1.0` have different hashes; a mapping keeps its order, whatever its keys.
 */
export type PythonValue = null | boolean | bigint | number | string | PythonValue[] | PythonMapping;
export type PythonMapping = Map<PythonValue, PythonValue>;

export function isMapping(value: unknown): value is PythonMapping {
  return value instanceof Map;
}

/** Python's name of the value's type, for messages that DVC's users know. */
export function pythonTypeName(value: PythonValue): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (isMapping(value)) return 'dict';
  const names: Record<string, string> = { boolean: 'bool', bigint: 'int', number: 'float', string: 'str' };
  return names[typeof value] ?? typeof value;
}

/** `repr(float)`: the shortest digits that read back as the same number, as JavaScript has them, in Python's form. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (value === 0) return '0.0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 16) {
    const plain = fromExponent(digits, exponent);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  const padded = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}e${exponent < 0 ? '-' : '+'}${padded}`;
}

/** `str()` of a scalar. */
export function pythonText(value: Exclude<PythonValue, PythonValue[] | PythonMapping>): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  return typeof value === 'number' ? pythonFloat(value) : String(value);
}

/** Equal as Python's `==` has it: `1 == 1.0`, and `True == 1`. */
export function pythonEqual(a: PythonValue, b: PythonValue): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => pythonEqual(item, b[index] ?? null));
  if (isMapping(a) && isMapping(b))
    return (
      a.size === b.size &&
      [...a].every(([key, value]) => {
        const other = b.get(key);
        return other !== undefined && pythonEqual(value, other);
      })
    );
  const [x, y] = [numeric(a), numeric(b)];
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same value are equal.
  return x !== null && y !== null ? x == y : a === b;
}

function numeric(value: PythonValue): bigint | number | null {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : null;
}

function fromExponent(digits: string, exponent: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const bare = digits.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${bare}`;
  if (bare.length <= exponent + 1) return sign + bare.padEnd(exponent + 1, '0');
  return `${sign}${bare.slice(0, exponent + 1)}.${bare.slice(exponent + 1)}`;
}
