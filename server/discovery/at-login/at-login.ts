import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { AtLogin } from '../../../schemas/protocol/runner.ts';
import { UserError } from '../../core/user-error.ts';
import { installServer } from '../installation.ts';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import { daemonEnvironment } from '../spawn-detached.ts';
import type { FolderState } from '../state-folder.ts';
import { type LoginHost, loginItem, thisHost } from './login-item.ts';

/** Of the environment, what the runner's work may depend on and a login does not give. */
const kept = ['PATH', 'SLIPWAY_STATE_DIR', 'ELECTRON_RUN_AS_NODE'];

/** The machine, and the command line's program where it stays. */
export interface LoginSite {
  host: LoginHost;
  program: () => string;
}

const thisSite: LoginSite = {
  get host() {
    return thisHost();
  },
  program: () => join(installServer(), 'cli.cjs'),
};

/** Whether the workspace's runner, and with it what is live, starts when the user logs in. */
export function atLogin({ key }: FolderState, site: LoginSite = thisSite): AtLogin {
  const { file, link } = loginItem(key, site.host);
  return { atLogin: existsSync(link ?? file), file };
}

/** @throws UserError `SLW-LOGIN-UNSUPPORTED`, `SLW-LOGIN-FILE` where the system's folder cannot be written. */
export function startAtLogin(state: FolderState, site: LoginSite = thisSite): AtLogin {
  const { file } = loginItem(state.key, site.host);
  try {
    write(state, site);
  } catch (error) {
    throw fileFailure(file, error);
  }
  return atLogin(state, site);
}

/** @throws UserError `SLW-LOGIN-UNSUPPORTED`, `SLW-LOGIN-FILE` */
export function startAtLoginNoMore(state: FolderState, site: LoginSite = thisSite): AtLogin {
  const { file, link } = loginItem(state.key, site.host);
  try {
    if (link !== null) rmSync(link, { force: true });
    rmSync(file, { force: true });
  } catch (error) {
    throw fileFailure(file, error);
  }
  return atLogin(state, site);
}

/** After an update of Slipway, or of what it runs in, the login would start what is gone. */
export function keepLoginCurrent(state: FolderState, site: LoginSite = thisSite): void {
  if (site.host.platform === 'linux' && !site.host.isSystemd) return;
  if (!atLogin(state, site).atLogin) return;
  const written = readPrivateJson<string[]>(commandFile(state));
  if (JSON.stringify(written) === JSON.stringify(commandOf(state, site))) return;
  write(state, site);
}

function write(state: FolderState, site: LoginSite): void {
  const item = loginItem(state.key, site.host);
  const environment = daemonEnvironment();
  const env = Object.fromEntries(
    kept.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const words = commandOf(state, site);
  mkdirSync(dirname(item.file), { recursive: true });
  const description = `Slipway: what is live in ${state.folder}`;
  writeFileSync(item.file, item.render({ description, words, env }), { mode: 0o600 });
  writePrivateJson(commandFile(state), words);
  if (item.link === null || existsSync(item.link)) return;
  mkdirSync(dirname(item.link), { recursive: true });
  symlinkSync(relative(dirname(item.link), item.file), item.link);
}

/** Holds, as JSON, the command that is started: the system's file has it in quoting of its own. */
function commandFile({ dir }: FolderState): string {
  return join(dir, 'at-login.json');
}

function commandOf({ folder }: FolderState, { program }: LoginSite): string[] {
  return [process.execPath, program(), 'runner', 'ensure', '--workspace', folder];
}

function fileFailure(file: string, error: unknown): UserError {
  return new UserError(
    'SLW-LOGIN-FILE',
    `What starts at login stands in ${file}, which could not be changed: ${error instanceof Error ? error.message : error}`,
    'Give this user write access to its folder.',
  );
}
