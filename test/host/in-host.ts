import { writeFile } from 'node:fs/promises';
import { runAll } from './registry.ts';

/** Called by VS Code in the extension host. Leaves the results in the file that SLIPWAY_HOST_RESULTS names. */
export async function run(): Promise<void> {
  await writeFile(process.env.SLIPWAY_HOST_RESULTS ?? '', JSON.stringify(await runAll()));
}
