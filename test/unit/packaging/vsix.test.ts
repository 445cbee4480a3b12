import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../bed/command.ts';
import { repository } from '../../bed/paths.ts';
import { zipEntries } from './zip.ts';

describe('a .vsix', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-vsix-'));
    const kept = [
      'package.json',
      'package.nls.json',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
      '.vscodeignore',
    ];
    for (const name of [...kept, 'client/media', 'client/main.ts', 'dist'])
      await cp(join(repository, name), join(folder, name), { recursive: true });
    for (const stray of [
      '.env',
      'node_modules/a/index.js',
      'test/a.test.ts',
      'dist/client/main.cjs.map',
      'a.vsix',
    ])
      await put(stray);
    for (const platform of ['linux-x64', 'darwin-arm64']) await put(`dist/natives/${platform}/native.node`);
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function put(name: string): Promise<void> {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }

  async function pack(...args: string[]): Promise<string> {
    const out = join(folder, 'out', args.join(''));
    await mkdir(out, { recursive: true });
    await run(process.execPath, [join(repository, 'client/packaging/package.ts'), '--out', out, ...args], {
      cwd: folder,
    });
    return out;
  }

  async function contents(file: string): Promise<string[]> {
    const names = zipEntries(await readFile(file));
    return names
      .filter((name) => name.startsWith('extension/'))
      .map((name) => name.slice('extension/'.length));
  }

  test('holds the bundles, the media and the papers, and neither sources, maps nor strays', async () => {
    const out = await pack('--target', 'linux-x64');
    const [name = ''] = await readdir(out);
    expect(name).toMatch(/^slipway-linux-x64-\d+\.\d+\.\d+\.vsix$/);
    const files = await contents(join(out, name));
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'package.nls.json', 'dist/client/main.cjs']),
    );
    expect(files).toEqual(expect.arrayContaining(['readme.md', 'changelog.md', 'LICENSE.txt']));
    expect(files).toEqual(expect.arrayContaining(['dist/server/cli.cjs', 'dist/server/runner.cjs']));
    const foreign = files.filter(
      (file) =>
        !/^(dist|client\/media|l10n)\/|^(package(\.nls.*)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/.test(
          file,
        ),
    );
    expect(foreign).toEqual([]);
    expect(files.filter((file) => file.endsWith('.map') || file.endsWith('.ts'))).toEqual([]);
  });

  test('holds every file that the build made, but for source maps', async () => {
    const [name = ''] = await readdir(await pack('--target', 'linux-x64'));
    const built = (await readdir(join(repository, 'dist'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => relative(repository, join(entry.parentPath, entry.name)));
    const files = await contents(join(folder, 'out', '--targetlinux-x64', name));
    expect(built).toContain('dist/webviews/codicon.ttf');
    expect(files).toEqual(expect.arrayContaining(built));
  });

  test('holds the natives of its own platform only', async () => {
    const out = await pack('--all');
    const packages = await readdir(out);
    expect(packages).toHaveLength(7);
    for (const [target, expected] of [
      [
        'darwin-arm64',
        ['native.node', 'onnxruntime/libonnxruntime.1.dylib', 'onnxruntime/onnxruntime_binding.node'],
      ],
      [
        'linux-x64',
        ['native.node', 'onnxruntime/libonnxruntime.so.1', 'onnxruntime/onnxruntime_binding.node'],
      ],
      ['win32-x64', ['onnxruntime/onnxruntime.dll', 'onnxruntime/onnxruntime_binding.node']],
      ['alpine-x64', []],
      ['darwin-x64', []],
    ] as const) {
      const name = packages.find((file) => file.includes(target)) ?? '';
      const files = await contents(join(out, name));
      const natives = files.filter((file) => file.startsWith('dist/natives/'));
      expect(natives).toEqual(
        expect.arrayContaining(expected.map((file) => `dist/natives/${target}/${file}`)),
      );
      expect(natives.filter((file) => !file.startsWith(`dist/natives/${target}/`))).toEqual([]);
      if (expected.length === 0) expect(natives).toEqual([]);
    }
  }, 300_000);

  test('is refused for a platform that is not supported, with the list of those that are', async () => {
    await expect(pack('--target', 'linux-riscv64')).rejects.toThrow(/linux-riscv64.*win32-x64, win32-arm64/);
  });
});
