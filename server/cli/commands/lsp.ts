import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Command, exitCodes, UsageError } from '../command.ts';

const transports = ['--stdio', '--socket', '--pipe'];

export const lspCommand: Command = {
  name: 'lsp',
  summary: 'The language server of the manifests, for any editor',
  usage: `Usage: slipway lsp --stdio

Speaks the Language Server Protocol with the editor that started it, until that says goodbye. Runs nothing of the
workspace. docs/other-editors.md shows how Neovim and Helix start it.

  --stdio             over standard input and output
  --socket=PORT       over a port on which the editor listens
  --pipe=NAME         over a socket or named pipe on which the editor listens`,
  async run(args) {
    // Editors add words of their own: --clientProcessId and the like.
    if (!args.some((arg) => transports.some((name) => arg === name || arg.startsWith(`${name}=`))))
      throw new UsageError(
        `slipway lsp needs ${transports.join(', ')} to be told how to speak; expected --stdio.`,
      );
    // Beside this program, as esbuild.mjs lays them.
    const server = spawn(process.execPath, [join(__dirname, 'lsp.cjs'), ...args], {
      stdio: 'inherit',
    });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => server.kill(signal));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.once('exit', (code) => resolve(code ?? exitCodes.failed));
    });
  },
};
