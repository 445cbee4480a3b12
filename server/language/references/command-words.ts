/** A word of a command that could be the path of a file. */
export interface CommandWord {
  text: string;
  start: number;
  end: number;
}

const word = /[^\s'"`=;|&<>()\\]+/g;
const pathLike = /^(?!-)[\p{L}\p{N}_@%+.,/-]*[\p{L}\p{N}_][\p{L}\p{N}_@%+.,/-]*$/u;
const number = /^[-+\d.eE]+$/;

/** Words without templates, patterns and options, as they stand in the letters from `from` to `to`. */
export function commandWords(text: string, from: number, to: number): CommandWord[] {
  return [...text.slice(from, to).matchAll(word)].flatMap((match) => {
    const [letters] = match;
    if (!pathLike.test(letters) || number.test(letters)) return [];
    const start = from + match.index;
    return { text: letters, start, end: start + letters.length };
  });
}
