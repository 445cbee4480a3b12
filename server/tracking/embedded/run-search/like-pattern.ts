/**
 * MLflow's LIKE and ILIKE as a regular expression: `%` stands for any characters, `_` for one, nothing escapes
 * them. ILIKE ignores the case of A to Z only, as SQLite does. It takes linear time a `%`: each piece between
 * two `%` is found where it comes first and never tried again, which a lookahead ensures.
 */
export function likePattern(pattern: string, { ignoreCase }: { ignoreCase: boolean }): RegExp {
  const pieces = pattern.split('%').map((piece) => literal(piece, ignoreCase));
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return new RegExp(`^${first}$`, 'su');
  const middle = others
    .filter((piece) => piece !== '')
    .map((piece, index) => `(?=(.*?${piece}))\\${index + 1}`);
  return new RegExp(`^${first}${middle.join('')}${last === '' ? '' : `.*${last}$`}`, 'su');
}

function literal(piece: string, ignoreCase: boolean): string {
  return Array.from(piece, (letter) => {
    if (letter === '_') return '.';
    if (ignoreCase && /[a-z]/i.test(letter)) return `[${letter.toLowerCase()}${letter.toUpperCase()}]`;
    return letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  }).join('');
}
