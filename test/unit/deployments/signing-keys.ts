import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keys of people, made and used by the real ssh-keygen. */
export function signingKeys(folder: string) {
  const path = (name: string) => join(folder, `key-${name}`);
  return {
    path,
    /** Makes a key, and returns the line of allowed_signers for it. */
    make(name: string): string {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path(name)]);
      const [type = '', key = ''] = readFileSync(`${path(name)}.pub`, 'utf8').split(' ');
      return `${name}@example.com ${type} ${key}\n`;
    },
    sign(name: string, text: string, namespace = 'slipway-approval'): string {
      const keygen = ['-q', '-Y', 'sign', '-n', namespace, '-f', path(name)];
      return execFileSync('ssh-keygen', keygen, { input: text, encoding: 'utf8', stdio: 'pipe' });
    },
  };
}
