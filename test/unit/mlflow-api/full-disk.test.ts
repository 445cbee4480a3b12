import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { EmbeddedArtifacts } from '../../../server/tracking/embedded/artifact-files.ts';

/** A disk of one mebibyte, where this user may mount one. */
const disk = mkdtempSync(join(tmpdir(), 'slipway-small-disk-'));
const mounted =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

test.skipIf(!mounted)(
  'a full disk is said so, and leaves neither half a file nor harm to the old one',
  async () => {
    const root = join(disk, 'artifacts');
    mkdirSync(root);
    const asked = () => Promise.reject(new Error('no run is asked for'));
    const artifacts = new EmbeddedArtifacts(root, { getRun: asked, loggedModels: { artifactsOfRun: asked } });
    await artifacts.write('0/run/artifacts/model.bin', Readable.from([Buffer.alloc(1000)]));
    const large = Readable.from([Buffer.alloc(800_000), Buffer.alloc(800_000)]);
    await expect(artifacts.write('0/run/artifacts/model.bin', large)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: expect.stringContaining(
        "The disk is full: artifact '0/run/artifacts/model.bin' was not kept.",
      ),
    });
    expect(readdirSync(join(root, '.incoming'))).toEqual([]);
    expect(await artifacts.listFolder('0/run/artifacts')).toEqual([
      { path: '0/run/artifacts/model.bin', isDir: false, size: 1000 },
    ]);
    await artifacts.write('0/run/artifacts/small.bin', Readable.from([Buffer.alloc(1000)]));
  },
);
