import type { LoadedModel } from '../../model-link/messages.ts';
import type { ReplicaDevice } from '../../model-link/replica-device.ts';
import { InferenceError } from '../inference-error.ts';
import { MlserverReplica } from '../mlserver/mlserver-replica.ts';
import { ProcessReplica, type ReplicaEvents } from './process-replica.ts';
import type { Replica } from './replica.ts';
import type { ModelPrograms, RevisionOptions, RevisionSource } from './revision-options.ts';

interface StartedReplica {
  replica: Replica;
  loaded: LoadedModel;
}

export type StartedReplicas = [StartedReplica, ...StartedReplica[]];

/** Starts a replica of the revision for each device, at once. Rejects, with none left behind, where one does not load. */
export async function startReplicas(
  { path, mlserver }: RevisionSource,
  devices: readonly ReplicaDevice[],
  { hangMs, loadMs }: RevisionOptions,
  programs: ModelPrograms,
  events: ReplicaEvents,
  signal?: AbortSignal,
): Promise<StartedReplicas> {
  const starts = devices.map(
    (device): Promise<StartedReplica> =>
      mlserver
        ? MlserverReplica.start({ plan: mlserver, path, hangMs, loadMs }, events, signal)
        : ProcessReplica.start({ order: { path, ...device }, hangMs, loadMs, ...programs }, events, signal),
  );
  const ends = await Promise.allSettled(starts);
  const [first, ...more] = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const failed = ends.find((end) => end.status === 'rejected');
  if (!failed && first) return [first, ...more];
  for (const { replica } of first ? [first, ...more] : []) replica.stop();
  throw failed?.reason ?? new InferenceError(500, 'Expected at least one replica.');
}
