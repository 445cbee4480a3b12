import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, run } from './command.ts';
import { installEditor } from './editor.ts';
import { answers, freePort } from './processes.ts';

/** An editor with a profile of its own, so that the user's stays as it is. */
export type DemoEditor = {
  name: string;
  install(vsix: string): Promise<void>;
  /** Opens a window on a folder, or serves one to a browser until Ctrl+C. */
  open(folder: string): Promise<void>;
};

/** Desktop VS Code where `code` is on PATH, otherwise code-server, which is installed on first use. */
export async function demoEditor(profile: string): Promise<DemoEditor> {
  const code = find(process.platform === 'win32' ? 'code.cmd' : 'code');
  return code ? desktop(code, profile) : browser(profile);
}

function folders(profile: string): string[] {
  return ['--user-data-dir', join(profile, 'data'), '--extensions-dir', join(profile, 'extensions')];
}

function desktop(code: string, profile: string): DemoEditor {
  return {
    name: `VS Code (${code})`,
    async install(vsix) {
      await run(code, [...folders(profile), '--install-extension', vsix, '--force']);
    },
    async open(folder) {
      await run(code, [...folders(profile), '--new-window', folder, join(folder, 'train.py')]);
    },
  };
}

async function browser(profile: string): Promise<DemoEditor> {
  const { node, codeServer } = await installEditor();
  return {
    name: 'code-server (there is no `code` on PATH)',
    async install(vsix) {
      await run(node, [codeServer, ...folders(profile), '--install-extension', vsix, '--force']);
    },
    async open(folder) {
      const address = `127.0.0.1:${await freePort()}`;
      const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
      const args = [codeServer, ...folders(profile), '--auth', 'none', '--bind-addr', address, ...quiet];
      const server = spawn(node, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      const ended = once(server, 'exit');
      while (server.exitCode === null && !(await answers(`http://${address}/healthz`))) await sleep(100);
      if (server.exitCode === null)
        console.log(
          `\nOpen http://${address}/?folder=${encodeURIComponent(folder)}\nCtrl+C ends the editor.`,
        );
      const [code] = await ended;
      if (code !== 0 && code !== null) throw new Error(`code-server ended with exit code ${code}.`);
    },
  };
}
