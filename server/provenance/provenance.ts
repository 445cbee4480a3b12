import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { runTags } from '../../schemas/protocol/tracking.ts';
import { redactSecrets, withoutCredentials } from '../core/secrets.ts';
import { inspectPython, type PythonInspection } from '../python/inspect.ts';
import type { GitState } from './git-state.ts';
import { describeMachine, machineLine } from './machine.ts';
import { fileHash, notebookSourceHash } from './source-hash.ts';

export interface ProvenanceRequest {
  cwd: string;
  /** The user's environment variables. */
  env: Record<string, string>;
  /** Absolute path of the script or notebook; null for any other command. */
  file: string | null;
  /** Null where no Python runs. */
  interpreter: string | null;
}

/** Where a run comes from: as tags, and as text artifacts below `provenance/`. */
export interface Provenance {
  tags: Record<string, string>;
  artifacts: { path: string; text: string }[];
}

/** A script that no commit holds is kept whole up to this size. */
const sourceLimitBytes = 1_000_000;

/**
 * Everything that is known about where a run comes from. Never throws: what cannot be known (no git, no
 * commit, a broken repository, a Python that does not start) is left out.
 */
export async function collectProvenance(request: ProvenanceRequest): Promise<Provenance> {
  const { cwd, env, file, interpreter } = request;
  const [git, python, source, machine] = await Promise.all([
    // Git's library is loaded when a run first starts, not with the runner.
    import('./git-state.ts').then(({ readGitState }) => readGitState(cwd, env)).catch(() => null),
    interpreter ? inspectPython(interpreter).catch(() => null) : null,
    file ? ofSource(file).catch(() => nothing) : nothing,
    describeMachine(env),
  ]);
  const own: Provenance = {
    tags: { [runTags.machine]: machineLine(machine) },
    artifacts: [{ path: 'provenance/machine.json', text: `${JSON.stringify(machine, null, 2)}\n` }],
  };
  const kept = file && isOutsideCommit(file, git) ? await sourceText(file) : nothing;
  return merged([own, source, kept, git ? ofGit(git) : nothing, python ? ofPython(python) : nothing]);
}

const nothing: Provenance = { tags: {}, artifacts: [] };

function merged(parts: Provenance[]): Provenance {
  return {
    tags: Object.assign({}, ...parts.map(({ tags }) => tags)),
    artifacts: parts.flatMap(({ artifacts }) => artifacts),
  };
}

function ofGit(git: GitState): Provenance {
  const dirty = git.diff !== '' || git.untracked.length > 0;
  const tags = {
    [runTags.commit]: git.commit,
    [runTags.branch]: git.branch,
    [runTags.repository]: git.remote,
    [runTags.dirty]: String(dirty),
  };
  const cut = git.diffIsCut ? '\n[cut here: the diff is longer than what is kept]\n' : '';
  const artifacts = [
    { path: 'provenance/changes.diff', text: git.diff && git.diff + cut },
    { path: 'provenance/untracked.txt', text: git.untracked.map((path) => `${path}\n`).join('') },
  ];
  return {
    tags: Object.fromEntries(Object.entries(tags).flatMap(([key, value]) => (value ? [[key, value]] : []))),
    artifacts: artifacts.filter(({ text }) => text !== ''),
  };
}

/** Packages as `pip install -r` reads them. */
function ofPython({ version, packages }: PythonInspection): Provenance {
  const lines = packages.map(({ name, version: installed, directUrl }) =>
    directUrl ? `${name} @ ${redactSecrets(withoutCredentials(directUrl))}` : `${name}==${installed}`,
  );
  const text = [`# Python ${version}`, ...lines, ''].join('\n');
  return {
    tags: { [runTags.pythonVersion]: version },
    artifacts: [{ path: 'provenance/requirements.txt', text }],
  };
}

async function ofSource(file: string): Promise<Provenance> {
  const tags: Record<string, string> = { [runTags.sourceHash]: await fileHash(file) };
  if (extname(file) === '.ipynb') {
    const cells = await notebookSourceHash(file).catch(() => null);
    if (cells) tags[runTags.cellsHash] = cells;
  }
  return { tags, artifacts: [] };
}

/** Whether neither the commit nor the diff holds the file's text. */
function isOutsideCommit(file: string, git: GitState | null): boolean {
  if (!git?.commit) return true;
  const path = file.replaceAll('\\', '/');
  return git.untracked.some((untracked) => path.endsWith(`/${untracked}`));
}

async function sourceText(file: string): Promise<Provenance> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (!text || text.length > sourceLimitBytes || extname(file) === '.ipynb') return nothing;
  return {
    tags: {},
    artifacts: [{ path: `provenance/source/${basename(file)}`, text: redactSecrets(text) }],
  };
}
