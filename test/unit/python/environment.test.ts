import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activatedEnvironment } from '../../../server/python/activation.ts';
import { resolvePythonEnvironment } from '../../../server/python/environment.ts';
import { inspectPython } from '../../../server/python/inspect.ts';
import { requirePackage } from '../../../server/python/require-package.ts';

const PATH = process.env.PATH ?? '';
let root: string;
let project: string;
let nested: string;
const interpreter = () => join(project, '.venv', 'bin', 'python');

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-python-')));
  project = join(root, 'project');
  nested = join(project, 'src', 'training');
  mkdirSync(nested, { recursive: true });
  execFileSync('python3', ['-m', 'venv', '--without-pip', join(project, '.venv')]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('which Python runs a file', () => {
  test('the nearest environment upward from the file', async () => {
    expect(await resolvePythonEnvironment({ cwd: nested, env: { PATH } })).toEqual({
      interpreter: interpreter(),
      version: execFileSync('python3', ['-c', 'import platform; print(platform.python_version())'], {
        encoding: 'utf8',
      }).trim(),
      kind: 'venv',
      foundBy: `.venv in ${project}`,
      addPackage: `${interpreter()} -m pip install`,
    });
  });

  test('what the editor has chosen comes first, as an interpreter or as a folder', async () => {
    for (const given of [interpreter(), join(project, '.venv')]) {
      const chosen = await resolvePythonEnvironment({ cwd: root, env: { PATH }, given });
      expect(chosen).toMatchObject({ kind: 'given', interpreter: interpreter() });
    }
  });

  test('an activated environment comes before the project', async () => {
    const other = join(root, 'other');
    execFileSync('python3', ['-m', 'venv', '--without-pip', other]);
    const env = { PATH, VIRTUAL_ENV: other };
    expect(await resolvePythonEnvironment({ cwd: nested, env })).toMatchObject({
      interpreter: join(other, 'bin', 'python'),
    });
  });

  test.each([
    ['uv.lock', 'uv', 'uv add'],
    ['poetry.lock', 'poetry', 'poetry add'],
    ['Pipfile', 'pipenv', 'pipenv install'],
  ])('%s beside .venv: packages are added by %s', async (file, kind, addPackage) => {
    writeFileSync(join(project, file), '');
    try {
      const found = await resolvePythonEnvironment({ cwd: nested, env: { PATH } });
      expect(found).toMatchObject({ kind, addPackage });
    } finally {
      rmSync(join(project, file));
    }
  });

  test('a tool that keeps environments elsewhere is asked, and told its folder', async () => {
    const folder = join(root, 'by-poetry');
    const tools = join(root, 'tools');
    mkdirSync(folder);
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(folder, 'pyproject.toml'), '[tool.poetry]\nname = "x"\n');
    // Stands for poetry, which answers with the interpreter's path.
    writeFileSync(
      join(tools, 'poetry'),
      `#!/bin/sh\n[ "$*" = "env info --executable" ] && [ "$PWD" = "${folder}" ] && echo "${interpreter()}"\n`,
    );
    chmodSync(join(tools, 'poetry'), 0o755);
    const found = await resolvePythonEnvironment({ cwd: folder, env: { PATH: `${tools}:${PATH}` } });
    expect(found).toMatchObject({ interpreter: interpreter(), foundBy: `poetry for ${folder}` });
  });

  test('conda by the name in environment.yml, pixi by its folder (laid out as they do it: real ones take conda’s own channels)', async () => {
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
    }).trim();
    const conda = join(root, 'conda', 'envs', 'trainer');
    const byConda = join(root, 'by-conda');
    const byPixi = join(root, 'by-pixi');
    const pixi = join(byPixi, '.pixi', 'envs', 'default');
    for (const prefix of [conda, pixi]) {
      mkdirSync(join(prefix, 'bin'), { recursive: true });
      mkdirSync(join(prefix, 'conda-meta'));
      symlinkSync(python, join(prefix, 'bin', 'python'));
    }
    mkdirSync(byConda);
    mkdirSync(join(root, '.conda'));
    writeFileSync(join(root, '.conda', 'environments.txt'), `/gone/envs/other\n${conda}\n`);
    writeFileSync(join(byConda, 'environment.yml'), 'name: trainer\ndependencies: [python]\n');
    const env = { PATH, HOME: root };
    expect(await resolvePythonEnvironment({ cwd: byConda, env })).toMatchObject({
      kind: 'conda',
      interpreter: join(conda, 'bin', 'python'),
      addPackage: `conda install --prefix ${conda}`,
    });
    expect(await resolvePythonEnvironment({ cwd: byPixi, env })).toMatchObject({
      kind: 'pixi',
      addPackage: 'pixi add',
    });
  });

  test('a broken environment hides none that works', async () => {
    const folder = join(root, 'broken');
    mkdirSync(join(folder, '.venv', 'bin'), { recursive: true });
    symlinkSync('/nowhere/python', join(folder, '.venv', 'bin', 'python'));
    writeFileSync(join(folder, '.venv', 'bin', 'python3'), 'no program');
    const found = await resolvePythonEnvironment({ cwd: folder, env: { PATH } });
    expect(found).toMatchObject({ kind: 'system', foundBy: 'python3 on PATH' });
  });

  test('says what is missing', async () => {
    await expect(resolvePythonEnvironment({ cwd: root, env: { PATH: '' } })).rejects.toMatchObject({
      code: 'SLW-PYTHON-NONE',
    });
    const given = join(root, 'nowhere');
    await expect(resolvePythonEnvironment({ cwd: root, env: { PATH }, given })).rejects.toMatchObject({
      code: 'SLW-PYTHON-GIVEN',
    });
    const broken = join(root, 'not-python');
    writeFileSync(broken, '#!/bin/sh\necho no Python here >&2; exit 1\n', { mode: 0o755 });
    await expect(resolvePythonEnvironment({ cwd: root, env: { PATH }, given: broken })).rejects.toMatchObject(
      {
        code: 'SLW-PYTHON-BROKEN',
        message: expect.stringContaining('no Python here'),
      },
    );
  });
});

describe('activation', () => {
  test('a venv: its programs first on PATH, its own standard library, live output', async () => {
    const env = await activatedEnvironment(interpreter(), {
      PATH,
      PYTHONHOME: '/other',
      CUDA_VISIBLE_DEVICES: '1',
    });
    expect(env).toEqual({
      PATH: `${join(project, '.venv', 'bin')}:${PATH}`,
      VIRTUAL_ENV: join(project, '.venv'),
      PYTHONUNBUFFERED: '1',
      PYTHONIOENCODING: 'utf-8',
      CUDA_VISIBLE_DEVICES: '1',
    });
  });

  test("nothing of the editor's own is handed on", async () => {
    const env = await activatedEnvironment(interpreter(), {
      PATH,
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--inspect',
      VSCODE_GIT_ASKPASS_MAIN: '/code/askpass.js',
      GIT_ASKPASS: '/code/askpass.sh',
      VSCODE_PID: '1',
    });
    expect(Object.keys(env).sort()).toEqual(['PATH', 'PYTHONIOENCODING', 'PYTHONUNBUFFERED', 'VIRTUAL_ENV']);
  });

  test('conda: its prefix, name and variables', async () => {
    const prefix = join(root, 'conda', 'envs', 'trainer');
    writeFileSync(join(prefix, 'conda-meta', 'state'), '{"version": 1, "env_vars": {"GDAL_DATA": "/gdal"}}');
    const env = await activatedEnvironment(join(prefix, 'bin', 'python'), { PATH, VIRTUAL_ENV: '/left' });
    expect(env).toMatchObject({ CONDA_PREFIX: prefix, CONDA_DEFAULT_ENV: 'trainer', GDAL_DATA: '/gdal' });
    expect(env).not.toHaveProperty('VIRTUAL_ENV');
  });
});

test.skipIf(process.platform === 'win32')(
  'conda: what its packages do when it is activated, in their order; one that fails leaves the rest',
  async () => {
    const prefix = join(root, 'conda', 'envs', 'scripted');
    const scripts = join(prefix, 'etc', 'conda', 'activate.d');
    mkdirSync(join(prefix, 'conda-meta'), { recursive: true });
    mkdirSync(scripts, { recursive: true });
    writeFileSync(join(scripts, '2-proj.sh'), 'echo noise; export PROJ_LIB="$GDAL_DATA/proj ü"\n');
    writeFileSync(join(scripts, '1-gdal.sh'), 'export GDAL_DATA="$CONDA_PREFIX/share"\nunset OLD\nfalse\n');
    writeFileSync(join(scripts, '3-other.fish'), 'set -gx WRONG 1\n');
    const env = await activatedEnvironment(join(prefix, 'bin', 'python'), { PATH, OLD: '1', LINES: 'a\nb' });
    expect(env).toMatchObject({
      GDAL_DATA: `${prefix}/share`,
      PROJ_LIB: `${prefix}/share/proj ü`,
      LINES: 'a\nb',
      CONDA_DEFAULT_ENV: 'scripted',
    });
    for (const name of ['OLD', 'WRONG', 'SHLVL', '_']) expect(env).not.toHaveProperty(name);
    writeFileSync(join(scripts, '4-ends.sh'), 'exit 1\n');
    const unscripted = await activatedEnvironment(join(prefix, 'bin', 'python'), { PATH, OLD: '1' });
    expect(unscripted).toMatchObject({ OLD: '1', CONDA_PREFIX: prefix });
  },
);

test('an interpreter that several ask for at once is started once', async () => {
  const counted = join(root, 'counted');
  mkdirSync(counted);
  const python = join(counted, 'python');
  writeFileSync(python, `#!/bin/sh\necho x >> ${join(counted, 'starts')}\nexec ${interpreter()} "$@"\n`);
  chmodSync(python, 0o755);
  const [one, other] = await Promise.all([inspectPython(python), inspectPython(python)]);
  expect(one).toEqual(other);
  expect(readFileSync(join(counted, 'starts'), 'utf8')).toBe('x\n');
});

describe('installed packages', () => {
  const site = () => {
    const version = execFileSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    return join(project, '.venv', 'lib', `python${version.trim()}`, 'site-packages');
  };

  test('follow what is installed, in normal names, with where it came from', async () => {
    expect((await inspectPython(interpreter())).packages).toEqual([]);
    mkdirSync(join(site(), 'Scikit_Learn-1.5.0.dist-info'));
    mkdirSync(join(site(), 'local.tool-0.1+cu121.dist-info'));
    writeFileSync(
      join(site(), 'local.tool-0.1+cu121.dist-info', 'direct_url.json'),
      '{"url": "https://example.org/t.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
    );
    expect((await inspectPython(interpreter())).packages).toEqual([
      { name: 'local-tool', version: '0.1+cu121', directUrl: 'git+https://example.org/t.git@abc' },
      { name: 'scikit-learn', version: '1.5.0', directUrl: null },
    ]);
  });

  test('a missing one is named with the command that adds it', async () => {
    const environment = await resolvePythonEnvironment({ cwd: nested, env: { PATH } });
    await expect(requirePackage(environment, 'scikit.learn', 'to test')).resolves.toBeUndefined();
    await expect(requirePackage(environment, 'ipykernel', 'to run notebooks')).rejects.toMatchObject({
      code: 'SLW-PYTHON-PACKAGE',
      hint: `Add it with: ${interpreter()} -m pip install ipykernel`,
    });
  });
});
