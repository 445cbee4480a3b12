import { existsSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import { launchAgent } from './launch-agent.ts';
import type { LoginCommand } from './login-command.ts';
import { startupScript } from './startup-script.ts';
import { systemdUnit } from './systemd-unit.ts';

/** A file that the system reads at login. */
export interface LoginItem {
  file: string;
  /** Where a symbolic link must point to `file` for it to count; null where the file alone does. */
  link: string | null;
  render: (command: LoginCommand) => string;
}

/** The machine as far as it matters here. */
export interface LoginHost {
  platform: NodeJS.Platform;
  home: string;
  /** As `sd_booted(3)` tells it. */
  isSystemd: boolean;
  env: NodeJS.ProcessEnv;
}

export function thisHost(): LoginHost {
  return {
    platform: platform(),
    home: homedir(),
    isSystemd: existsSync('/run/systemd/system'),
    env: process.env,
  };
}

/**
 * The file of the workspace with this key: a unit of the user's systemd, a launch agent of macOS, or a script in Windows' start-up folder.
 * @throws UserError `SLW-LOGIN-UNSUPPORTED` where nothing of the kind is known.
 */
export function loginItem(key: string, { platform, home, isSystemd, env }: LoginHost): LoginItem {
  if (platform === 'win32') {
    const roaming = env.APPDATA ?? join(home, 'AppData', 'Roaming');
    const folder = join(roaming, 'Microsoft', 'Windows', 'Start Menu', 'Programs', 'Startup');
    return { file: join(folder, `slipway-${key}.cmd`), link: null, render: startupScript };
  }
  if (platform === 'darwin') {
    const label = `io.slipway.${key}`;
    const file = join(home, 'Library', 'LaunchAgents', `${label}.plist`);
    return { file, link: null, render: (command) => launchAgent(label, command) };
  }
  if (platform === 'linux' && isSystemd) {
    const folder = join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'systemd', 'user');
    const name = `slipway-${key}.service`;
    return {
      file: join(folder, name),
      link: join(folder, 'default.target.wants', name),
      render: systemdUnit,
    };
  }
  throw new UserError(
    'SLW-LOGIN-UNSUPPORTED',
    'To start at login needs systemd, macOS or Windows, and this machine runs none of them (a container, perhaps).',
    'Let whatever starts this machine’s programs call: slipway runner ensure --workspace FOLDER',
  );
}
