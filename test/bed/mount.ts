import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether small file systems can be mounted here, to be filled. */
export const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
})();

/** For the title of a test that is skipped without it. */
export const whyNoMount = canMount ? '' : ' (skipped: it takes the right to mount a file system)';
