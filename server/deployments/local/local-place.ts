import type { LocalPlace as LocalDeclaration } from '../../manifests/workspace/workspace-manifest.ts';
import type { Place } from '../place.ts';
import { InferenceServer, type InferenceServerParts } from './inference-server.ts';
import { LocalTarget, type LocalTargetParts } from './local-target.ts';

/** Of `measure`, set once a second while somebody looks. */
const watchMark = 'watch';

/** A port of this machine as a place where models are served. */
export function localPlace(
  { port, devices, replicas, memoryBytes: maxMemoryBytes, scaleToZeroMs: idleMs }: LocalDeclaration,
  serverParts: InferenceServerParts,
  parts: Pick<LocalTargetParts, 'revision'>,
): Place {
  const server = new InferenceServer(serverParts);
  let problem: string | null = null;
  server.onLost(() => {
    problem = 'its inference server ended by itself and is started again';
    lost();
  });
  let lost = () => {};
  return {
    target: new LocalTarget({ ...parts, server, port, devices, replicas, maxMemoryBytes, idleMs }),
    rollbackDelay: null,
    steps: null,
    undriven: null,
    conflict: () => null,
    follow: null,
    view: (live) => {
      const open = server.port;
      if (open !== null) problem = null;
      const url = open === null ? null : `http://127.0.0.1:${open}`;
      if (live === null) return { state: 'offline', problem: null, url };
      if (open === null)
        return { state: 'unreachable', problem: problem ?? 'its inference server does not run', url };
      return { state: server.sleeping.includes(String(live)) ? 'asleep' : 'serving', problem: null, url };
    },
    onChange: (listener) => server.onNews(listener),
    onLost: (listener) => {
      lost = listener;
    },
    async traffic() {
      const link = await server.find();
      const measured = (await link?.order({ order: 'measure', mark: watchMark, renew: true })) ?? [];
      return measured.map(({ revision, ...seen }) => ({ ...seen, revision: Number(revision) }));
    },
    async signature() {
      const link = await server.find();
      const live = (await link?.order({ order: 'status' }))?.find((revision) => revision.live);
      return live ? { model: live.model, inputs: live.inputs, outputs: live.outputs } : null;
    },
    close: () => server.dispose(),
  };
}
