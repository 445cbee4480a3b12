import { ManifestFault } from './fault.ts';

/** One line of a `.dvcignore`, compiled. */
export interface IgnorePattern {
  /** For a location from the root; a folder's is also tried with a slash at its end. */
  matches: RegExp;
  /** False: it takes back what an earlier pattern ignored. */
  ignores: boolean;
  foldersOnly: boolean;
}

const ofFolder = '/';
const ofFolderOrEnd = '(?:/|$)';

/**
 * A pattern as pathspec's `GitIgnoreSpecPattern` compiles it, which is what DVC asks; null for one that matches nothing.
 * @throws ManifestFault for one that DVC refuses
 */
export function compileIgnorePattern(text: string): IgnorePattern | null {
  if (text === '' || text.startsWith('#') || text === '/') return null;
  const ignores = !text.startsWith('!');
  const bare = ignores ? text : text.slice(1);
  const source = patternSource(bare);
  if (source === null) return null;
  try {
    // Sticky, for DVC matches from the start on, whatever the pattern.
    return { matches: new RegExp(source, 'uy'), ignores, foldersOnly: bare.endsWith('/') };
  } catch {
    throw new ManifestFault([], `"${text}" is no pattern`);
  }
}

/**
 * The pattern of a `.dvcignore` in `folder`, as one of the root's.
 * @param folder from the root; empty for the root
 */
export function rebasedPattern(text: string, folder: string): string {
  if (folder === '') return text;
  const negated = text.startsWith('!');
  const rule = negated ? text.slice(1) : text;
  const anchored = rule.slice(0, -1).includes('/') && !rule.startsWith('**/');
  const bare = rule.replace(anchored ? /^\// : /^\*\*\//, '').replace(/^\\/, '');
  return `${negated ? '!' : ''}/${folder}${anchored ? '/' : '/**/'}${bare}`;
}

function patternSource(pattern: string): string | null {
  const segments = normalizedSegments(pattern);
  const [first, second, third] = segments;
  const isFolder = pattern.endsWith('/');
  if (segments.length === 1 && first === '**') return isFolder ? ofFolder : '.';
  if (segments.length === 2 && first === '**' && second === '*') return '.';
  if (segments.length === 3 && first === '**' && second === '*' && third === '**') return ofFolder;
  let source = '';
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '**') {
      source += index === 0 ? '(?:.+/)?' : isLast ? ofFolder : '(?:/.+)?';
      continue;
    }
    if (index > 0 && !(index === 1 && first === '**')) source += '/';
    const glob = segment === '*' ? '[^/]+' : globSource(segment);
    if (glob === null) return null;
    source += glob + (isLast ? ofFolderOrEnd : '');
  }
  return source;
}

/** A pattern of one segment is one at any depth, and what ends with a slash is all that lies below. */
function normalizedSegments(pattern: string): string[] {
  const segments = pattern.split('/');
  if (segments[0] === '') segments.shift();
  else if (segments.length === 1 || (segments.length === 2 && segments[1] === '')) {
    if (segments[0] !== '**') segments.unshift('**');
  }
  if (segments.length === 0) throw new ManifestFault([], `"${pattern}" is no pattern`);
  if (segments.at(-1) === '') segments[segments.length - 1] = '**';
  return segments.filter((segment, index) => !(segment === '**' && segments[index - 1] === '**'));
}

/** Null for a bracket that is never closed: such a pattern matches nothing. */
function globSource(glob: string): string | null {
  let source = '';
  const letters = [...glob];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    if (letter === '\\') {
      const escaped = letters[++at];
      if (escaped === undefined) throw new ManifestFault([], `"${glob}" ends with a backslash`);
      source += literal(escaped);
    } else if (letter === '*') source += '[^/]*';
    else if (letter === '?') source += '[^/]';
    else if (letter === '[') {
      const negated = letters[at + 1] === '!' || letters[at + 1] === '^';
      const start = at + (negated ? 2 : 1);
      // A bracket that closes at once is one of the letters.
      const end = letters.indexOf(']', start + 1);
      if (end < 0) return null;
      const inner = letters.slice(start, end).map((inside) => (inside === '-' ? inside : literal(inside)));
      source += `[${negated ? '^' : ''}${inner.join('')}]`;
      at = end;
    } else source += literal(letter);
  }
  return source;
}

function literal(letter: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
}
