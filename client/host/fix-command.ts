/** The command line that mends a failure: the runner names it when a package is missing. */
export function fixCommand({ code, hint }: { code: string | null; hint: string | null }): string | null {
  return code === 'SLW-PYTHON-PACKAGE' ? (/^Add it with: (.+)$/.exec(hint ?? '')?.[1] ?? null) : null;
}
