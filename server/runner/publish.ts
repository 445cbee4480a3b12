import { protocolVersion } from '../../schemas/protocol/runner.ts';
import { serverVersion } from '../core/version.ts';
import { programFolder } from '../discovery/installation.ts';
import { writePrivateJson } from '../discovery/private-file.ts';
import { identifyProcess } from '../discovery/process-identity.ts';
import type { RunnerIdentity, RunnerRecord } from '../discovery/runner-files.ts';
import type { FolderState } from '../discovery/state-folder.ts';

/** From now on clients find this runner. */
export function publishRunner({ folder, socket, runnerFile }: FolderState, { token }: RunnerIdentity): void {
  const self = identifyProcess(process.pid);
  if (!self) throw new Error('this process cannot be identified');
  const record: RunnerRecord = {
    ...self,
    folder,
    socket,
    token,
    serverVersion,
    protocolVersion,
    program: programFolder(),
  };
  writePrivateJson(runnerFile, record);
}
