import { basename } from 'node:path';

/** Start-up files change what a command means; each shell has its own word for leaving them out. */
const withoutStartFiles: Record<string, string[]> = { bash: ['--noprofile', '--norc'], zsh: ['--no-rcs'] };

/**
 * The words that run a stage's cmd as DVC does: each entry of a list, and each line of a text, in a shell of its own,
 * the user's; the first that fails is the last.
 */
export function shellCommand(command: string | string[], env: Record<string, string>): string[] {
  const commands = Array.isArray(command) ? command : command.replace(/\r?\n$/, '').split(/\r?\n/);
  if (process.platform === 'win32') return ['cmd.exe', '/d', '/s', '/c', commands.join(' && ')];
  const shell = env.SHELL || '/bin/sh';
  const options = [...(withoutStartFiles[basename(shell)] ?? []), '-c'];
  const [only = '', ...more] = commands;
  if (more.length === 0) return [shell, ...options, only];
  const script = commands.map((_, index) => `"$0" ${options.join(' ')} "\${${index + 1}}"`).join(' && ');
  return ['/bin/sh', '-c', script, shell, ...commands];
}
