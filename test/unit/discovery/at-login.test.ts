import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  atLogin,
  keepLoginCurrent,
  type LoginSite,
  startAtLogin,
  startAtLoginNoMore,
} from '../../../server/discovery/at-login/at-login.ts';
import { launchAgent } from '../../../server/discovery/at-login/launch-agent.ts';
import { startupScript } from '../../../server/discovery/at-login/startup-script.ts';
import { type FolderState, folderState } from '../../../server/discovery/state-folder.ts';
import { TestWorkspace } from '../processes/workspace.ts';

const hasSystemd = existsSync('/usr/bin/systemd-analyze');

let workspace: TestWorkspace;
let home: string;
let state: FolderState;
let site: LoginSite;
beforeEach(() => {
  workspace = new TestWorkspace();
  home = realpathSync(mkdtempSync(join(tmpdir(), 'slipway home $HOME 100% "')));
  state = { ...folderState(workspace.folder), dir: home };
  const host = { platform: 'linux', home, isSystemd: true, env: {} } as const;
  site = { host, program: () => workspace.program };
});
afterEach(async () => {
  await workspace.dispose();
  rmSync(home, { recursive: true });
});

describe('on Linux', () => {
  test('it is off, turned on, and off again', () => {
    const off = { atLogin: false, file: join(home, `.config/systemd/user/slipway-${state.key}.service`) };
    expect(atLogin(state, site)).toEqual(off);
    expect(startAtLogin(state, site)).toEqual({ ...off, atLogin: true });
    expect(startAtLogin(state, site).atLogin).toBe(true);
    expect(startAtLoginNoMore(state, site)).toEqual(off);
    expect(existsSync(off.file)).toBe(false);
  });

  test.skipIf(!hasSystemd)('systemd takes what is written, whatever the names of folders', () => {
    const program = () => join(home, 'cli.cjs');
    const { file } = startAtLogin({ ...state, folder: home }, { ...site, program });
    const complaints = execFileSync(
      'sh',
      ['-c', 'systemd-analyze verify --user --man=no "$0" 2>&1 || true', file],
      {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: home },
      },
    );
    expect(complaints).toBe('');
  });

  test('what it starts is the runner of the workspace', async () => {
    const { file } = startAtLogin(state, site);
    const command = /^ExecStart=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    await promisify(execFile)('sh', ['-c', command], { cwd: home, env: workspace.env });
    const { stdout } = await workspace.slipway('runner', 'info');
    expect(stdout).toContain(workspace.folder);
  });

  test('an update of Slipway is followed, and nothing else is written anew', () => {
    const { file } = startAtLogin(state, site);
    rmSync(file);
    keepLoginCurrent(state, site);
    expect(existsSync(file)).toBe(false);
    keepLoginCurrent(state, { ...site, program: () => '/new/cli.cjs' });
    expect(existsSync(file)).toBe(false);
    startAtLogin(state, site);
    keepLoginCurrent(state, { ...site, program: () => '/new/cli.cjs' });
    expect(readFileSync(file, 'utf8')).toContain('"/new/cli.cjs" "runner" "ensure"');
  });

  test('without systemd it says what to do instead', () => {
    const host = { ...site.host, isSystemd: false };
    expect(() => startAtLogin(state, { ...site, host })).toThrow(
      expect.objectContaining({
        code: 'SLW-LOGIN-UNSUPPORTED',
        hint: expect.stringContaining('runner ensure'),
      }),
    );
    expect(() => keepLoginCurrent(state, { ...site, host })).not.toThrow();
  });

  test('a folder that cannot be written is told', () => {
    const host = { ...site.host, env: { XDG_CONFIG_HOME: '/dev/null' } };
    expect(() => startAtLogin(state, { ...site, host })).toThrow(
      expect.objectContaining({
        code: 'SLW-LOGIN-FILE',
        message: expect.stringContaining('/dev/null/systemd'),
      }),
    );
  });
});

const command = {
  description: 'Slipway',
  words: ['/opt/node', '/a & b/<cli>.cjs', 'runner', 'ensure', '--workspace', '/100% mine'],
  env: { PATH: '/usr/bin:/a&b' },
};

test('on macOS it is a property list, as Python’s plistlib reads it', () => {
  const script = 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
  const read = execFileSync('python3', ['-c', script], {
    input: launchAgent('io.slipway.1', command),
    encoding: 'utf8',
  });
  expect(JSON.parse(read)).toEqual({
    Label: 'io.slipway.1',
    ProgramArguments: command.words,
    EnvironmentVariables: command.env,
    RunAtLoad: true,
    AbandonProcessGroup: true,
  });
});

test('on Windows it is a script, with percent signs kept', () => {
  expect(startupScript(command)).toContain(
    'start "" /min "/opt/node" "/a & b/<cli>.cjs" "runner" "ensure" "--workspace" "/100%% mine"\r\n',
  );
});
