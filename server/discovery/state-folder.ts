import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir, platform, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../core/user-error.ts';

/** Where everything of one workspace folder lies that the workspace itself must not hold. */
export interface FolderState {
  /** Real path of the workspace folder. */
  folder: string;
  /** First 16 hex digits of the SHA-256 of `folder`. */
  key: string;
  dir: string;
  /** Port and secrets; they outlive the runner, which binds the same ones again. */
  identityFile: string;
  /** The live runner's address. */
  runnerFile: string;
  lockFile: string;
  logFile: string;
  /** One record a live execution: its secret, its command, its pids, its exit. */
  executionsDir: string;
  /** Unix socket (its path may not exceed 104 bytes) or named pipe. */
  socket: string;
}

const longestSocketPath = 100;

/** The user's own state folder; `SLIPWAY_STATE_DIR` moves it (tests, unusual homes). */
export function stateRoot(): string {
  const given = process.env.SLIPWAY_STATE_DIR;
  if (given) return given;
  if (platform() === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Slipway');
  }
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Slipway');
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'slipway');
}

/**
 * Makes the folders (0700) on the way.
 * @throws UserError `SLW-WORKSPACE-MISSING`, `SLW-STATE-FOLDER`
 */
export function folderState(folder: string): FolderState {
  const real = realFolder(folder);
  const root = stateRoot();
  const key = createHash('sha256').update(real).digest('hex').slice(0, 16);
  const dir = join(root, key);
  const executionsDir = join(dir, 'executions');
  makePrivateFolder(executionsDir);
  return {
    folder: real,
    key,
    dir,
    identityFile: join(dir, 'identity.json'),
    runnerFile: join(dir, 'runner.json'),
    lockFile: join(dir, 'runner.lock'),
    logFile: join(dir, 'runner.log'),
    executionsDir,
    socket: socketPath(dir, createHash('sha256').update(root).digest('hex').slice(0, 8) + key),
  };
}

function realFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return realpathSync.native(folder);
  throw new UserError('SLW-WORKSPACE-MISSING', `The workspace must be a folder, and ${folder} is none.`);
}

function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw stateFolderFailure(error);
  }
}

/** What goes wrong in the user's state folder is the same to a person wherever we met it. */
export function stateFolderFailure(error: unknown): UserError {
  return new UserError(
    'SLW-STATE-FOLDER',
    `Slipway keeps its processes’ addresses in ${stateRoot()}, and could not write there: ${error instanceof Error ? error.message : error}`,
    'Give this user write access and free space there, or name another folder in SLIPWAY_STATE_DIR.',
  );
}

/** For a socket of `dir`, or elsewhere where that is too long; `name` is unique to it on this machine. */
export function socketPath(dir: string, name: string): string {
  if (platform() === 'win32') return `\\\\.\\pipe\\slipway-${name}`;
  const beside = join(dir, 's');
  if (Buffer.byteLength(beside) <= longestSocketPath) return beside;
  const shortDir = join(tmpdir(), `slipway-${userInfo().uid}`);
  makePrivateFolder(shortDir);
  refuseShared(shortDir);
  return join(shortDir, name);
}

/** Anyone may have made a folder of that name in the folder for temporary files before us. */
function refuseShared(dir: string): void {
  const found = lstatSync(dir);
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return;
  throw new UserError(
    'SLW-STATE-FOLDER',
    `${dir} must be a folder that this user alone can use, and it is open to others or belongs to someone else.`,
    'Remove it, or name a shorter state folder in SLIPWAY_STATE_DIR.',
  );
}
