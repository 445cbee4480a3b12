import { join } from 'node:path';

/**
 * Folder of the Python helpers. In the sources it lies beside this file; in the bundle, where there is no
 * `import.meta.dirname` (esbuild.mjs), in `python/` beside the process's own file.
 */
export const helpersFolder: string = import.meta.dirname
  ? join(import.meta.dirname, 'helpers')
  : join(__dirname, 'python');
