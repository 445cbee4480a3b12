/**
 * JSON as Python's `json.dump` writes it, with bare NaN and Infinity. Null where the text does not parse:
 * a file that is being written has the rest a moment later.
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const bare = /([[:,]\s*|^\s*)(-?Infinity|NaN)(?=\s*(?:[,\]}]|$))/g;
    try {
      return JSON.parse(text.replace(bare, '$1"\\u0000$2"'), (_, value) =>
        typeof value === 'string' && value.startsWith('\u0000') ? Number(value.slice(1)) : value,
      );
    } catch {
      return null;
    }
  }
}
