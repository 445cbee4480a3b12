import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/user-error.ts';

/** What a signature is for; one for another is none. */
export const namespaces = { requester: 'slipway-request', approver: 'slipway-approval' } as const;
export type SignerRole = keyof typeof namespaces;

const timeoutMs = 20_000;

/** Signatures as `ssh-keygen -Y sign` makes them, checked by `ssh-keygen -Y verify`. */
export class SshSignatures {
  readonly #dir: string;

  /** @param dir of the user's own, for the files that ssh-keygen reads */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * Who signed, by the name that `signers` (in the form of OpenSSH's allowed_signers) gives the key; null where it is a signature
   * of nobody's there, over another text, or for another role.
   */
  async signer(text: string, signature: string, role: SignerRole, signers: string): Promise<string | null> {
    const place = join(this.#dir, randomBytes(8).toString('hex'));
    const signatureFile = `${place}.sig`;
    const signersFile = `${place}.signers`;
    try {
      await mkdir(this.#dir, { recursive: true, mode: 0o700 });
      await writeFile(signatureFile, signature, { mode: 0o600 });
      await writeFile(signersFile, signers, { mode: 0o600 });
      const files = ['-s', signatureFile, '-f', signersFile];
      const found = await sshKeygen(['-Y', 'find-principals', ...files], '');
      // The first of several names of one key: who has more of them is still one person.
      const principal = found.output.split('\n')[0]?.trim() ?? '';
      if (found.status !== 0 || principal === '' || principal.includes('*')) return null;
      const options = ['-n', namespaces[role], '-I', principal];
      const { status } = await sshKeygen(['-Y', 'verify', ...options, ...files], text);
      return status === 0 ? principal : null;
    } finally {
      await rm(signatureFile, { force: true });
      await rm(signersFile, { force: true });
    }
  }
}

function sshKeygen(args: string[], input: string): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh-keygen', args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: timeoutMs });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) =>
      reject(
        new UserError(
          'SLW-SSH-KEYGEN',
          `ssh-keygen, which checks approvals, could not be started: ${error.message}.`,
          'Install OpenSSH 8.2 or later.',
        ),
      ),
    );
    child.on('close', (status) => resolve({ status, output }));
    // It may end before it has read all.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
