/** `var(--name, otherwise)` by its value; what the drawing itself declares (`--tone`) stays. */
export function resolveVariables(css: string, readValue: (name: string) => string): string {
  // Inner ones first: a fallback may hold another variable.
  const variable = /var\(\s*(--vscode-[\w-]+)\s*(?:,\s*((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)/g;
  const resolved = css.replace(variable, (_all, name: string, otherwise: string | undefined) => {
    const value = readValue(name);
    return value !== '' ? value : (otherwise ?? 'currentColor');
  });
  return resolved === css ? css : resolveVariables(resolved, readValue);
}
