import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that an editor under test reads of a user's machine, in a folder of its own. */
export type Profile = {
  root: string;
  /** VS Code's user data: settings, state, logs. */
  userData: string;
  extensions: string;
  /** Slipway's state: addresses and secrets of runners. */
  state: string;
  env: Record<string, string>;
};

/** Settings that keep a test quiet and the terminal's text readable in the DOM. */
const settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'terminal.integrated.gpuAcceleration': 'off',
  'window.confirmBeforeClose': 'never',
};

/** Makes a profile. Socket paths end at 104 bytes, so it lies in the system's short temporary folder. */
export async function newProfile(): Promise<Profile> {
  const root = await mkdtemp(join(tmpdir(), 'slipway-bed-'));
  const folder = (name: string) => join(root, name);
  const profile = {
    root,
    userData: folder('data'),
    extensions: folder('extensions'),
    state: folder('state'),
  };
  await mkdir(join(profile.userData, 'User'), { recursive: true });
  await mkdir(profile.extensions);
  await mkdir(folder('home'));
  await changeSettings(profile, {});
  return { ...profile, env: environment(folder('home'), profile.state) };
}

/** Rewrites the user's settings: the quiet ones, and these. Open windows take them over at once. */
export async function changeSettings(
  profile: { userData: string },
  changes: Record<string, unknown>,
): Promise<void> {
  const file = join(profile.userData, 'User/settings.json');
  await writeFile(file, JSON.stringify({ ...settings, ...changes }, undefined, 2));
}

/** This process's environment without what would lead a test out of its profile. */
function environment(home: string, state: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    const foreign = /^(XDG_|VSCODE_|MLFLOW_|SLIPWAY_|PYTHON|VIRTUAL_ENV|CONDA_|NODE_OPTIONS|VITEST|npm_)/;
    if (value !== undefined && !foreign.test(name)) env[name] = value;
  }
  return { ...env, HOME: home, SLIPWAY_STATE_DIR: state };
}
