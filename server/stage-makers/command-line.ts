import { shellWords } from '../executions/launch.ts';

/** A word of a command; `param` is the param whose value follows `text`, and `literal` what stands there now. */
export interface CommandWord {
  text: string;
  param: { name: string; literal: string; isText: boolean } | null;
}

/** A command as words, to be quoted for a shell, or as a shell's own text. */
export type CommandLine = { words: CommandWord[] } | { shell: string };

/** Means itself within a shell's double quotes. */
export const harmless = /^[\w@%+=:,./ -]*$/;

export function plainWord(text: string): CommandWord {
  return { text, param: null };
}

/** The stage's `cmd`: chosen params are templates of the section `section`, and nothing else is one. */
export function renderCommand(command: CommandLine, section: string, chosen: ReadonlySet<string>): string {
  if ('shell' in command) return withoutTemplates(command.shell);
  return command.words
    .map(({ text, param }) => {
      if (param === null || !chosen.has(param.name))
        return withoutTemplates(shellWords([text + (param?.literal ?? '')]));
      const template = `\${${section}.${param.name}}`;
      if (param.isText && harmless.test(text)) return `"${text}${template}"`;
      const prefix = text === '' ? '' : withoutTemplates(shellWords([text]));
      return prefix + (param.isText ? `"${template}"` : template);
    })
    .join(' ');
}

/** As DVC takes it literally. */
export function withoutTemplates(text: string): string {
  return text.replaceAll('${', '\\${');
}
