/** Variables that the editor sets for itself: none may reach a user's process. */
const editorOwn = /^(ELECTRON_|VSCODE_|CODE_SERVER_|NODE_OPTIONS$|NODE_ENV$|APPLICATION_INSIGHTS_)/;

/** The environment of a user's process: the editor's, without what the editor set for itself. */
export function userEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !editorOwn.test(entry[0]),
    ),
  );
}
