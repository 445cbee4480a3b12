import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Editor } from './editor.ts';
import { freePort, startServer, stop } from './processes.ts';
import type { Profile } from './profile.ts';

export type RunningEditor = {
  /** Opens the workbench on a folder of this machine. */
  urlOf(folder: string): string;
  stop(): Promise<void>;
};

const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];

function commandLine(editor: Editor, profile: Profile, args: string[]): string[] {
  const folders = ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  return [editor.node, editor.codeServer, ...folders, ...args];
}

/** Installs a .vsix as a user does: `code --install-extension`. */
export async function installExtension(editor: Editor, profile: Profile, vsix: string): Promise<void> {
  const [node = '', ...args] = commandLine(editor, profile, ['--install-extension', vsix]);
  const output = await run(node, args, { env: profile.env });
  appendFileSync(join(profile.root, 'install.log'), output);
}

/**
 * Starts the editor for a browser. `trusted` opens folders without asking; `ask` is Workspace Trust as a user has
 * it, in which a new folder opens in Restricted Mode.
 */
export async function startCodeServer(
  editor: Editor,
  profile: Profile,
  trust: 'trusted' | 'ask',
): Promise<RunningEditor> {
  const address = `127.0.0.1:${await freePort()}`;
  const trustArgs = trust === 'trusted' ? ['--disable-workspace-trust'] : [];
  const args = ['--auth', 'none', '--bind-addr', address, ...quiet, ...trustArgs];
  const child = await startServer({
    command: commandLine(editor, profile, args),
    env: profile.env,
    url: `http://${address}/healthz`,
    log: join(profile.root, `code-server-${trust}.log`),
  });
  return {
    urlOf: (folder) => `http://${address}/?folder=${encodeURIComponent(folder)}`,
    stop: () => stop(child),
  };
}
