/**
 * Words of a command line, with quotes and backslashes as a POSIX shell reads them; a line that needs a shell
 * (pipes, redirections, variables, globs) goes to one whole.
 */
export function splitCommandLine(line: string, platform: NodeJS.Platform = process.platform): string[] {
  const words = needsShell(line) ? null : plainWords(line, platform);
  if (words) return words;
  return platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', line] : ['/bin/sh', '-c', line];
}

/** Outside quotes these have a meaning that only a shell knows; `$` and backtick also within double quotes. */
function needsShell(line: string): boolean {
  const withoutSingle = line.replace(/'[^']*'/g, '');
  if (/[$`]/.test(withoutSingle)) return true;
  const outside = withoutSingle.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return /[|&;<>()*?[\]{}~#!\n]|^\s*\w+=/.test(outside);
}

function plainWords(line: string, platform: NodeJS.Platform): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let index = 0; index < line.length; index++) {
    const char = line.charAt(index);
    if (quote) {
      if (char === quote) quote = null;
      else if (char === '\\' && quote === '"' && /["\\]/.test(line.charAt(index + 1)))
        word += line.charAt(++index);
      else word += char;
    } else if (char === '"' || (char === "'" && platform !== 'win32')) {
      quote = char;
      word ??= '';
    } else if (char === '\\' && platform !== 'win32') {
      word = (word ?? '') + line.charAt(++index);
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote) return null;
  if (word !== null) words.push(word);
  return words;
}
