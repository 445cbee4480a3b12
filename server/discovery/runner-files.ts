import type { RunnerAddress } from '../../schemas/protocol/runner.ts';
import { newSecret } from './handshake.ts';
import { readPrivateJson, writePrivateJson } from './private-file.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';
import type { FolderState } from './state-folder.ts';

/** Kept for as long as the folder is: a training that outlives the runner finds it again. */
export interface RunnerIdentity {
  /** The path segment of the workspace's own tracking URI. */
  secret: string;
  token: string;
  /** TCP port on 127.0.0.1; 0 until one was bound. */
  port: number;
}

export type RunnerRecord = RunnerAddress & ProcessIdentity & { folder: string; program: string };

export function loadIdentity(state: FolderState): RunnerIdentity {
  const known = readPrivateJson<RunnerIdentity>(state.identityFile);
  if (known) return known;
  const made = { secret: newSecret(16), token: newSecret(), port: 0 };
  writePrivateJson(state.identityFile, made);
  return made;
}

/** The runner that the folder's file names, if that very process still runs. */
export function liveRunner(state: FolderState): RunnerRecord | null {
  const record = readPrivateJson<RunnerRecord>(state.runnerFile);
  return record && isRunning(record) ? record : null;
}
