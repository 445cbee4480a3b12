import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Platforms by VS Code's names, and where ONNX Runtime keeps what it has for them. */
const onnxRuntime: Record<string, string> = {
  'darwin-arm64': 'darwin/arm64',
  'linux-arm64': 'linux/arm64',
  'linux-x64': 'linux/x64',
  'win32-arm64': 'win32/arm64',
  'win32-x64': 'win32/x64',
};

/** macOS' library lies there under its full version, too, and nothing asks for that. */
const twice = /\.\d+\.\d+\.\d+\.dylib$/;

/** VS Code's name of this machine's platform. */
export function thisPlatform(): string {
  const musl = process.platform === 'linux' && existsSync('/etc/alpine-release');
  return `${musl ? 'alpine' : process.platform}-${process.arch}`;
}

/** Puts a platform's native libraries into `dist/natives/<platform>`; nothing where there are none for it. */
export async function layNatives(platform: string): Promise<void> {
  const folder = onnxRuntime[platform];
  if (!folder) return;
  const installed = dirname(fileURLToPath(import.meta.resolve('onnxruntime-node/package.json')));
  const source = join(installed, 'bin/napi-v6', folder);
  const target = join('dist/natives', platform, 'onnxruntime');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const name of await readdir(source))
    if (!twice.test(name)) await linkOrCopy(join(source, name), join(target, name));
  await copyFile(join(import.meta.dirname, 'onnxruntime-license.txt'), join(target, 'LICENSE.txt'));
}

/** They are large, and nobody writes to them. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
  }
}
