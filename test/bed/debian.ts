import { find, run } from './command.ts';
import { Missing } from './missing.ts';

/**
 * Finds a program, installing its Debian package where this machine allows it (apt, and root).
 * Throws {@link Missing} naming the program and the package otherwise.
 */
export async function program(name: string, debianPackages: string[]): Promise<string> {
  const found = find(name);
  if (found) return found;
  const wanted = `${name} (Debian: apt-get install ${debianPackages.join(' ')})`;
  if (!find('apt-get') || process.getuid?.() !== 0) throw new Missing(`${wanted} is not installed`);
  console.log(`Installing ${debianPackages.join(', ')} with apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...debianPackages], { env });
  } catch (error) {
    throw new Missing(`${wanted} could not be installed: ${(error as Error).message}`);
  }
  const installed = find(name);
  if (!installed) throw new Missing(`${wanted} is not on PATH after it was installed`);
  return installed;
}
