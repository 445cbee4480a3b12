import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { UserError } from '../../core/user-error.ts';

/** While one token replaces another both are valid. */
const mostTokens = 2;
const hashLine = /^[0-9a-f]{64}$/;

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * SHA-256 hashes of the valid tokens, the oldest first.
 * @throws UserError where the file has none, more than two, or anything else
 */
export function readTokenHashes(path: string): Buffer[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw notTokens(path, error instanceof Error ? error.message : String(error));
  }
  const lines = content.split('\n').flatMap((line) => line.trim() || []);
  if (lines.length === 0 || lines.length > mostTokens) throw notTokens(path, `${lines.length} lines`);
  if (!lines.every((line) => hashLine.test(line))) throw notTokens(path, 'another line');
  return lines.map((line) => Buffer.from(line, 'hex'));
}

/** Makes a token and puts its hash into the file, with that of the newest there was. @returns the token, which nothing keeps */
export function addToken(path: string): string {
  const before = existsSync(path) ? readTokenHashes(path) : [];
  const token = randomBytes(32).toString('base64url');
  const hashes = [...before, hashOf(token)].slice(-mostTokens);
  const content = hashes.map((hash) => `${hash.toString('hex')}\n`).join('');
  const beside = `${path}.${process.pid}.new`;
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, path);
  return token;
}

function notTokens(path: string, found: string): UserError {
  return new UserError(
    'SLW-TOKEN-FILE',
    `${path}: expected one or two lines, each the SHA-256 of a token in 64 hexadecimal digits; found ${found}.`,
    `\`slipway serve --new-token ${path}\` makes a token and writes its hash there.`,
  );
}
