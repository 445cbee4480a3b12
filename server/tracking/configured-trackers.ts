import { unwatchFile, watchFile } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/user-error.ts';
import { parseWorkspaceManifest } from '../manifests/workspace/parse-workspace-manifest.ts';
import type {
  ManifestProblem,
  TrackerDeclaration,
  WorkspaceManifest,
} from '../manifests/workspace/workspace-manifest.ts';
import { RemoteArtifacts } from './remote/remote-artifacts.ts';
import { RemoteTracker } from './remote/remote-tracker.ts';
import type { TrackingChange } from './tracker.ts';
import type { TrackerSet } from './tracker-set.ts';

const manifestName = 'slipway.yaml';
const watchMs = 2_000;
const maxBytes = 1 << 20;

export interface ConfiguredTrackersSite {
  /** The workspace folder. */
  folder: string;
  /** Downloaded artifacts lie below it. */
  cacheFolder: string;
  trackers: TrackerSet;
  onChange: (tracker: string, change: TrackingChange) => void;
  /** What else the file says, whenever it has been read. */
  onManifest: (manifest: WorkspaceManifest) => void;
  /** Whether a window is open that may show what it once asked for. */
  isWatched: () => boolean;
  /** Trackers have come, gone or changed. */
  onTrackers: () => void;
  /** What is wrong in slipway.yaml; the rest goes on with what is right in it. */
  onProblems: (problems: ManifestProblem[]) => void;
  /** A tracker is ready, offline or waiting for credentials now. */
  onState: () => void;
}

interface Configured {
  declaration: TrackerDeclaration;
  tracker: RemoteTracker;
}

/** Keeps a `TrackerSet` as slipway.yaml says, while the file changes, and holds the tokens in memory only. */
export class ConfiguredTrackers {
  readonly #site: ConfiguredTrackersSite;
  readonly #file: string;
  readonly #configured = new Map<string, Configured>();
  readonly #tokens = new Map<string, string>();

  constructor(site: ConfiguredTrackersSite) {
    this.#site = site;
    this.#file = join(site.folder, manifestName);
  }

  /** Reads the file and goes on watching it. */
  async start(): Promise<void> {
    watchFile(this.#file, { interval: watchMs, persistent: false }, () => void this.load());
    await this.load();
  }

  dispose(): void {
    unwatchFile(this.#file);
    for (const { tracker } of this.#configured.values()) tracker.dispose();
  }

  async load(): Promise<void> {
    const text = await readManifest(this.#file).catch((error: Error) => error);
    if (text instanceof Error) {
      this.#report([{ message: text.message, line: 1, column: 1, part: null }]);
      return;
    }
    // A folder without the file is one whose file says nothing.
    const { value, problems } = parseWorkspaceManifest(text ?? 'slipway: 1\n');
    this.#report(problems);
    this.#configure(value.trackers, value.tracker);
    this.#site.onManifest(value);
  }

  /** Null forgets it. Throws `UserError` for a tracker that slipway.yaml does not name. */
  setToken(name: string, token: string | null): void {
    this.#of(name);
    if (token === null) this.#tokens.delete(name);
    else this.#tokens.set(name, token);
    this.#of(name).tracker.client.reset();
    this.#site.onTrackers();
  }

  /** Throws `UserError` for a tracker that slipway.yaml does not name. */
  remote(name: string): RemoteTracker {
    return this.#of(name).tracker;
  }

  wanted(): { name: string; tokenEnv: string | null; waiting: boolean }[] {
    return [...this.#configured.values()].map(({ declaration, tracker }) => ({
      name: declaration.name,
      tokenEnv: declaration.tokenEnv,
      waiting: tracker.client.state.state === 'waiting-for-credentials',
    }));
  }

  #report(problems: ManifestProblem[]): void {
    const changed = JSON.stringify(problems) !== JSON.stringify(this.#site.trackers.problems);
    this.#site.trackers.problems = problems;
    if (changed) this.#site.onProblems(problems);
  }

  #of(name: string): Configured {
    const found = this.#configured.get(name);
    if (found) return found;
    throw new UserError(
      'SLW-TRACKER-UNKNOWN',
      `There is no remote tracker "${name}"${this.#configured.size ? `; slipway.yaml names ${[...this.#configured.keys()].join(', ')}` : ''}.`,
      'Add it under "trackers" in slipway.yaml.',
    );
  }

  #configure(declarations: TrackerDeclaration[], current: string): void {
    const { trackers, cacheFolder, onChange, onTrackers, onState, isWatched } = this.#site;
    const wanted = new Map(declarations.map((declaration) => [declaration.name, declaration]));
    for (const [name, { declaration, tracker }] of this.#configured) {
      if (sameDeclaration(wanted.get(name), declaration)) continue;
      tracker.dispose();
      trackers.remove(name);
      this.#configured.delete(name);
      // It was given for that address, and whoever changed the file may not be whom it is for.
      if (wanted.get(name)?.uri !== declaration.uri) this.#tokens.delete(name);
    }
    for (const declaration of declarations) {
      const { name, uri, username, tokenEnv } = declaration;
      if (this.#configured.has(name)) continue;
      const token = () =>
        this.#tokens.get(name) ?? (tokenEnv === null ? null : (process.env[tokenEnv] ?? null));
      const server = { name, uri, username, token, needsToken: tokenEnv !== null || username !== null };
      const tracker = new RemoteTracker(server, (change) => onChange(name, change), isWatched);
      tracker.client.onState = onState;
      const artifacts = new RemoteArtifacts(tracker.client, join(cacheFolder, `tracker-${name}`));
      trackers.put({ tracker, artifacts });
      this.#configured.set(name, { declaration, tracker });
    }
    trackers.current = current;
    onTrackers();
  }
}

function sameDeclaration(a: TrackerDeclaration | undefined, b: TrackerDeclaration): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Null where there is none. */
async function readManifest(file: string): Promise<string | null> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw new Error(`${manifestName} has ${size} bytes; at most ${maxBytes} are read`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
