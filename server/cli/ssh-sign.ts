import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { UserError } from '../core/user-error.ts';
import { namespaces, type SignerRole } from '../deployments/approvals/ssh-signatures.ts';

/**
 * A signature by `ssh-keygen -Y sign`, which asks on the terminal for what the key needs.
 * @param key path of a private key, or of the public one of a key in the agent
 * @throws UserError `SLW-SIGNING`
 */
export async function signText(text: string, role: SignerRole, key: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-sign-'));
  try {
    const file = join(folder, 'request');
    await writeFile(file, text, { mode: 0o600 });
    const status = await sshKeygen(['-Y', 'sign', '-n', namespaces[role], '-f', key, file]);
    if (status !== 0)
      throw new UserError('SLW-SIGNING', `ssh-keygen did not sign with ${key}.`, 'It says above why not.');
    return await readFile(`${file}.sig`, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The key that git signs with here. @throws UserError `SLW-SIGNING-KEY` where it is none of SSH's */
export async function signingKey(folder: string): Promise<string> {
  const git = simpleGit({ baseDir: folder });
  const setting = async (name: string) => (await git.raw('config', '--default', '', '--get', name)).trim();
  const key = (await setting('gpg.format')) === 'ssh' ? await setting('user.signingkey') : '';
  if (key !== '' && !key.startsWith('key::')) return key.replace(/^~(?=\/)/, process.env.HOME ?? '~');
  throw new UserError(
    'SLW-SIGNING-KEY',
    'git is not set to sign with an SSH key (gpg.format ssh, and user.signingkey the path of a key).',
    'Say which key: --key ~/.ssh/id_ed25519',
  );
}

function sshKeygen(args: string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh-keygen', args, { stdio: ['inherit', 'ignore', 'inherit'] });
    child.on('error', (error) =>
      reject(
        new UserError(
          'SLW-SIGNING',
          `ssh-keygen could not be started: ${error.message}.`,
          'Install OpenSSH 8.2 or later.',
        ),
      ),
    );
    child.on('close', resolve);
  });
}
