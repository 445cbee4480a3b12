import type { Section } from '../yaml/section.ts';
import type { YamlDocument } from '../yaml/yaml-document.ts';

export interface Silenced {
  inFile(code: string): boolean;
  /** By a comment at the end of the line or alone on the line above; zero-based. */
  onLine(code: string, line: number): boolean;
}

const comment = /#[ \t]*slipway-ignore(-file)?\b[ \t:]*((?:SW\d+[ \t,]*)*)/;

/** A comment that silences rules, as it stands on one line. */
export interface SilencingComment {
  /** Empty: all. */
  codes: string[];
  wholeFile: boolean;
  /** Column of its `#`, and after its last code. */
  start: number;
  end: number;
}

export function readSilencingComment(line: string): SilencingComment | null {
  const match = comment.exec(line);
  if (!match) return null;
  const codes = match[2]?.match(/SW\d+/g) ?? [];
  const end = match.index + match[0].replace(/[ \t,:]+$/, '').length;
  return { codes, wholeFile: match[1] !== undefined, start: match.index, end };
}

interface Directive {
  line: number;
  /** Empty: all. */
  codes: string[];
  wholeFile: boolean;
  /** Nothing else stands on its line. */
  alone: boolean;
}

/** `# slipway-ignore SW110` on a line, or alone above it; `# slipway-ignore-file SW110` anywhere. Without codes: all rules. */
export function readSilenced(yaml: YamlDocument): Silenced {
  const file: Directive[] = [];
  const lines = new Map<number, Directive[]>();
  for (const { section, line } of yaml.sections)
    for (const directive of section.remember(directivesOf)) {
      if (directive.wholeFile) file.push(directive);
      const target = line + directive.line + (directive.alone ? 1 : 0);
      lines.set(target, [...(lines.get(target) ?? []), directive]);
    }
  const covers = (code: string) => (directive: Directive) =>
    directive.codes.length === 0 || directive.codes.includes(code);
  return {
    inFile: (code) => file.some(covers(code)),
    onLine: (code, line) => lines.get(line)?.some(covers(code)) ?? false,
  };
}

function directivesOf({ text }: Section): Directive[] {
  if (!text.includes('slipway-ignore')) return [];
  return text.split('\n').flatMap((content, line): Directive[] => {
    const found = readSilencingComment(content);
    if (!found) return [];
    const alone = content.slice(0, found.start).trim() === '';
    return [{ line, codes: found.codes, wholeFile: found.wholeFile, alone }];
  });
}
