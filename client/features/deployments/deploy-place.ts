export interface DeployPlace {
  /** Of the top-level key `deploy`, from 0. */
  line: number;
  model: string;
  target: string | null;
}

/** Where a model manifest says how it is deployed; null where it does not, or names no model. Reads only plain scalars. */
export function deployPlace(text: string): DeployPlace | null {
  const lines = text.split(/\r?\n/);
  const line = lines.findIndex((candidate) => /^deploy\s*:/.test(candidate));
  const name = lines.map((candidate) => scalarAfter(candidate, /^name\s*:/)).find((value) => value !== null);
  if (line === -1 || !name) return null;
  const inline = /\{.*?\btarget\s*:\s*([\w.-]+)/.exec(lines[line] ?? '');
  return { line, model: name, target: inline?.[1] ?? blockTarget(lines.slice(line + 1)) };
}

/** Of the lines below `deploy:`, as deep as the first of them. */
function blockTarget(lines: readonly string[]): string | null {
  let indent: string | null = null;
  for (const line of lines) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const own = /^\s*/.exec(line)?.[0] ?? '';
    if (own === '') return null;
    indent ??= own;
    if (own !== indent) continue;
    const target = scalarAfter(line, /^\s+target\s*:/);
    if (target !== null) return target;
  }
  return null;
}

function scalarAfter(line: string, key: RegExp): string | null {
  const found = key.exec(line);
  if (found === null) return null;
  const value = /^\s*(?:"([^"]*)"|'([^']*)'|([^\s#{["'][^\s#]*))/.exec(line.slice(found[0].length));
  return value?.[1] ?? value?.[2] ?? value?.[3] ?? null;
}
