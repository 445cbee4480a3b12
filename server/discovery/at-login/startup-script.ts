import type { LoginCommand } from './login-command.ts';

/** A script for Windows' start-up folder; its window is minimised and closes at once. */
export function startupScript({ words, env }: LoginCommand): string {
  const settings = Object.entries(env).map(([name, value]) => `set "${name}=${escaped(value)}"`);
  const command = words.map((word) => `"${escaped(word)}"`).join(' ');
  return ['@echo off', 'chcp 65001 >nul', ...settings, `start "" /min ${command}`, ''].join('\r\n');
}

function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}
