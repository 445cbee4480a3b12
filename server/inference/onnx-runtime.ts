import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../core/user-error.ts';

/**
 * ONNX Runtime's native module: beside the programs as the packages bring it, or as npm installed it.
 * @throws UserError where there is none for this machine
 */
export function findOnnxRuntime(programs: string): string {
  const musl = platform() === 'linux' && existsSync('/etc/alpine-release');
  const target = `${musl ? 'alpine' : platform()}-${arch()}`;
  const file = 'onnxruntime_binding.node';
  const shipped = ['.', '..', '../..'].map((up) =>
    join(programs, up, 'natives', target, 'onnxruntime', file),
  );
  const found = shipped.find(existsSync) ?? installed(file, programs);
  if (found) return found;
  throw new UserError(
    'SLW-NO-ONNX-RUNTIME',
    `ONNX Runtime has no build for ${target} in this package; expected ${shipped[0]}.`,
    'Install the package of this platform. There is none for Alpine Linux and for Macs with Intel processors.',
  );
}

function installed(file: string, programs: string): string | undefined {
  try {
    const main = createRequire(join(programs, 'main.js')).resolve('onnxruntime-node');
    const path = join(main, '../../bin/napi-v6', platform(), arch(), file);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
