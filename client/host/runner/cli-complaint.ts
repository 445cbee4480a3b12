/** What the CLI says on standard error when it fails: message, hint, and the code in brackets on the last line. */
export interface CliComplaint {
  message: string;
  hint: string | null;
  code: string | null;
}

/** Reads it; of an unforeseen error only the first line is for a person, its stack is for the log. */
export function readComplaint(stderr: string): CliComplaint | null {
  const lines = stderr.trim().split(/\r?\n/);
  const code = /^\((SLW-[A-Z0-9-]+)\)$/.exec(lines.at(-1) ?? '')?.[1];
  const [first = '', ...rest] = lines;
  if (code) return { message: first, hint: rest.slice(0, -1).join(' ') || null, code };
  const message = first.replace(/^(Uncaught )?\w*Error: /, '');
  return message ? { message, hint: null, code: null } : null;
}
