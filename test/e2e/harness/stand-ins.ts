import { join } from 'node:path';
import { installExtension } from '../../bed/code-server.ts';
import { run } from '../../bed/command.ts';
import { repository } from '../../bed/paths.ts';
import type { SharedBed } from './global-setup.ts';

/**
 * Installs a stand-in for an extension that only a marketplace has into the shared profile; windows see it once
 * reloaded. `python-debugger` has the debugger `debugpy`; `jupyter` has the Jupyter extension's id and kernels.
 */
export async function installStandIn(bed: SharedBed, name: 'python-debugger' | 'jupyter'): Promise<void> {
  const vsix = join(bed.profile.root, `${name}.vsix`);
  const vsce = join(repository, 'node_modules/@vscode/vsce/vsce');
  const quiet = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await run(process.execPath, [vsce, 'package', ...quiet, '--out', vsix], {
    cwd: join(import.meta.dirname, name),
  });
  await installExtension(bed.editor, bed.profile, vsix);
}
