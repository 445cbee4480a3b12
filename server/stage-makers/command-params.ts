import type { PythonValue } from '../core/python-value.ts';
import { type CommandWord, harmless, plainWord } from './command-line.ts';
import type { DraftParam } from './stage-draft.ts';

const option = /^--?([A-Za-z][\w-]*)$/;
const assigned = /^(--?([A-Za-z][\w-]*)=)(.*)$/s;
const integer = /^-?(?:0|[1-9]\d*)$/;
const float = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * Words of a command whose options with a value (`--lr 0.1`, `--lr=0.1`) may become params. Proposed are numbers, and
 * what the run has logged as a param of the same name; an option that is given twice stays as it is.
 * @param logged params of the run
 * @param isPath whether a word names a file, which is a dep or out and no param
 */
export function commandParams(
  words: readonly string[],
  logged: Readonly<Record<string, string>>,
  isPath: (word: string) => boolean,
): { words: CommandWord[]; params: DraftParam[] } {
  const result: CommandWord[] = [];
  const params = new Map<string, DraftParam>();
  const repeated = new Set<string>();
  const offer = (flag: string, text: string, literal: string) => {
    const name = flag.replaceAll('-', '_');
    if (params.has(name)) repeated.add(name);
    const value = asParam(literal);
    const wasLogged = Object.entries(logged).some(
      ([key, entry]) => key.replaceAll('-', '_') === name && entry === literal,
    );
    const isNumber = typeof value !== 'string';
    const why = wasLogged
      ? 'logged by the run'
      : isNumber
        ? 'a number of the command'
        : 'a text of the command';
    params.set(name, { name, value, why, chosen: wasLogged || isNumber });
    result.push({ text, param: { name, literal, isText: !isNumber } });
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const next = words[index + 1];
    const [, prefix = '', flag = '', value = ''] = assigned.exec(word) ?? [];
    const name = option.exec(word)?.[1];
    if (flag !== '' && isValue(value) && !isPath(value)) offer(flag, prefix, value);
    else if (name !== undefined && next !== undefined && isValue(next) && !isPath(next)) {
      result.push(plainWord(word));
      offer(name, '', next);
      index++;
    } else result.push(plainWord(word));
  }
  return {
    words: result.map((word) =>
      word.param && repeated.has(word.param.name) ? plainWord(word.text + word.param.literal) : word,
    ),
    params: [...params.values()].filter(({ name }) => !repeated.has(name)),
  };
}

function isValue(word: string): boolean {
  return word !== '' && harmless.test(word) && (!word.startsWith('-') || float.test(word));
}

/** A number where a template gives back the same number; every other text as it is. */
function asParam(literal: string): PythonValue {
  if (integer.test(literal)) return BigInt(literal);
  return float.test(literal) ? Number(literal) : literal;
}
