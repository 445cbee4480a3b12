import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../core/user-error.ts';
import { withoutEditorVariables } from './inherited-environment.ts';

/** An installed distribution, named in PEP 503's normal form (`scikit-learn`). */
export interface InstalledPackage {
  name: string;
  version: string;
  /** Where it was installed from, where that was not an index: PEP 610's `direct_url.json`. */
  directUrl: string | null;
}

export interface PythonInspection {
  /** For example `3.12.4`. */
  version: string;
  /** `sys.prefix`. */
  prefix: string;
  /** PEP 668: its packages belong to the operating system, and pip refuses to add any. */
  externallyManaged: boolean;
  /** Sorted by name; where a name is installed twice, the one that Python would import. */
  packages: InstalledPackage[];
}

interface Interpreter extends Omit<PythonInspection, 'packages'> {
  sitePackages: string[];
}

const question = `
import json, os, sys, sysconfig
print(json.dumps({
  "version": ".".join(map(str, sys.version_info[:3])),
  "prefix": sys.prefix,
  "externallyManaged": sys.prefix == sys.base_prefix
    and os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")),
  "sitePackages": [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))],
}))`;

const startTimeoutMs = 20_000;
const run = promisify(execFile);
const known = new Map<string, { stamp: string; inspection: PythonInspection }>();
/** Those that are being asked just now: who asks meanwhile waits for the same answer. */
const asked = new Map<string, Promise<PythonInspection>>();

/**
 * Version and installed packages of `interpreter`. Starts it once; later calls answer from memory until
 * the interpreter or one of its site-packages folders changes.
 *
 * @throws UserError `SLW-PYTHON-BROKEN` where the interpreter does not start.
 */
export async function inspectPython(interpreter: string): Promise<PythonInspection> {
  const cached = known.get(interpreter);
  if (cached && (await stampOf(interpreter, cached.stamp)) === cached.stamp) return cached.inspection;

  const begun = asked.get(interpreter);
  if (begun) return begun;
  const asking = inspect(interpreter).finally(() => asked.delete(interpreter));
  asked.set(interpreter, asking);
  return asking;
}

async function inspect(interpreter: string): Promise<PythonInspection> {
  const { sitePackages, ...found } = await ask(interpreter);
  const folders = [interpreter, ...sitePackages].join('\n');
  const inspection = { ...found, packages: await packagesIn(sitePackages) };
  known.set(interpreter, { stamp: await stampOf(interpreter, folders), inspection });
  return inspection;
}

/** A package by any spelling of its name; null where it is not installed. */
export function installedPackage(inspection: PythonInspection, name: string): InstalledPackage | null {
  return inspection.packages.find((one) => one.name === normalName(name)) ?? null;
}

async function ask(interpreter: string): Promise<Interpreter> {
  try {
    const { stdout } = await run(interpreter, ['-E', '-c', question], {
      env: withoutEditorVariables(process.env as Record<string, string>),
      timeout: startTimeoutMs,
      windowsHide: true,
    });
    // The user's own sitecustomize may print before us.
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Interpreter;
  } catch (error) {
    throw new UserError(
      'SLW-PYTHON-BROKEN',
      `Expected a working Python at ${interpreter}, but it did not start: ${reasonOf(error)}`,
      'Choose another interpreter, or make the environment again.',
    );
  }
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return stderr?.trim().split('\n').at(-1) || message;
}

/** One line a path: the path and when it changed last. Takes paths, or a stamp made before. */
async function stampOf(interpreter: string, paths: string): Promise<string> {
  const lines = paths.split('\n').map((line) => line.split('\t')[0] ?? interpreter);
  const stamped = lines.map(async (path) => {
    const changedAt = await stat(path).then(
      (entry) => entry.mtimeMs,
      () => 0,
    );
    return `${path}\t${changedAt}`;
  });
  return (await Promise.all(stamped)).join('\n');
}

/**
 * Reads the names of the metadata folders, as `importlib.metadata` finds them, without opening a file for
 * each package: milliseconds where `pip list` takes a second.
 */
async function packagesIn(folders: string[]): Promise<InstalledPackage[]> {
  const packages = new Map<string, InstalledPackage>();
  for (const folder of folders) {
    const entries = await readdir(folder).catch(() => []);
    for (const entry of entries) {
      const match = /^(?<name>.+?)-(?<version>\d[^-]*)(-py[\d.]+.*)?\.(dist|egg)-info$/.exec(entry);
      if (!match?.groups) continue;
      const name = normalName(match.groups.name ?? '');
      if (packages.has(name)) continue;
      const directUrl = await directUrlOf(join(folder, entry));
      packages.set(name, { name, version: match.groups.version ?? '', directUrl });
    }
  }
  return [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function directUrlOf(metadataFolder: string): Promise<string | null> {
  try {
    const origin = JSON.parse(await readFile(join(metadataFolder, 'direct_url.json'), 'utf8'));
    const commit = origin.vcs_info?.commit_id;
    return commit ? `${origin.vcs_info.vcs}+${origin.url}@${commit}` : origin.url;
  } catch {
    return null;
  }
}

function normalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
