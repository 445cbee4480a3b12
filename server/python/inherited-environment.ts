/** What the editor sets for its own processes; in user code it changes or breaks Node, Electron and git. */
const editorsOwn = /^(ELECTRON_.*|VSCODE_.*|NODE_OPTIONS)$/i;

/**
 * `env` without what belongs to the editor. Everything that starts user code goes through this.
 * The editor's askpass scripts need its `VSCODE_*` variables, so they go with them.
 */
export function withoutEditorVariables(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !editorsOwn.test(name));
  const askpassIsEditors = 'VSCODE_GIT_ASKPASS_MAIN' in env;
  return Object.fromEntries(
    kept.filter(([name]) => !(askpassIsEditors && (name === 'GIT_ASKPASS' || name === 'SSH_ASKPASS'))),
  );
}
