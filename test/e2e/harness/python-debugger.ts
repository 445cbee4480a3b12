import { join } from 'node:path';
import { installExtension } from '../../bed/code-server.ts';
import { run } from '../../bed/command.ts';
import { repository } from '../../bed/paths.ts';
import type { SharedBed } from './global-setup.ts';

/** Installs an extension with the debugger `debugpy` into the shared profile; windows see it once reloaded. */
export async function installPythonDebugger(bed: SharedBed): Promise<void> {
  const vsix = join(bed.profile.root, 'python-debugger.vsix');
  const vsce = join(repository, 'node_modules/@vscode/vsce/vsce');
  const quiet = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await run(process.execPath, [vsce, 'package', ...quiet, '--out', vsix], {
    cwd: join(import.meta.dirname, 'python-debugger'),
  });
  await installExtension(bed.editor, bed.profile, vsix);
}
