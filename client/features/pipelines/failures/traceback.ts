export interface TracebackFrame {
  /** As Python printed it. */
  file: string;
  /** From 1. */
  line: number;
}

export interface Traceback {
  /** The outermost call first. */
  frames: TracebackFrame[];
  /** `ValueError: diverged` */
  message: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const colours = /\u001b\[[\d;]*m/g;
const frameLine = /^\s*File "(.+)", line (\d+)(?:, in .+)?$/;

/** The last Python traceback of an output that has a frame; null where there is none. */
export function lastTraceback(output: string): Traceback | null {
  const lines = output.replace(colours, '').split(/\r?\n/);
  let frames: TracebackFrame[] = [];
  let found: Traceback | null = null;
  for (const line of lines) {
    const [, file, number] = frameLine.exec(line) ?? [];
    if (file !== undefined) frames.push({ file, line: Number(number) });
    else if (line.startsWith('Traceback ')) frames = [];
    else if (frames.length > 0 && /^[A-Za-z_][\w.]*(: |$)/.test(line)) {
      found = { frames, message: line };
      frames = [];
    }
  }
  return found;
}
