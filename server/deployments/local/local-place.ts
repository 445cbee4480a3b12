import { hostname } from 'node:os';
import type { LocalPlace as LocalDeclaration } from '../../manifests/workspace/workspace-manifest.ts';
import type { Place } from '../place.ts';
import { InferenceServer, type InferenceServerParts, type OpenDoor } from './inference-server.ts';
import { LocalTarget, type LocalTargetParts } from './local-target.ts';

/** Of `measure`, set once a second while somebody looks. */
const watchMark = 'watch';

/**
 * A port of this machine as a place where models are served.
 * @param declared what slipway.yaml says now, with absolute paths
 */
export function localPlace(
  declared: () => LocalDeclaration,
  serverParts: Omit<InferenceServerParts, 'door'>,
  parts: Pick<LocalTargetParts, 'revision'> & { onError: (what: string, error: unknown) => void },
): Place {
  const server = new InferenceServer({ ...serverParts, door: declared });
  let problem: string | null = null;
  server.onLost(() => {
    problem = 'its inference server ended by itself and is started again';
    lost();
  });
  let lost = () => {};
  return {
    target: new LocalTarget({ ...parts, server, declared }),
    rollbackDelay: null,
    steps: null,
    undriven: null,
    conflict: () => null,
    follow: null,
    view: (live) => {
      const { door, notMoved } = server;
      if (door !== null) problem = null;
      const url = door && urlOf(door);
      const asksToken = (door ?? declared()).tokenFile !== null;
      if (live === null) return { state: 'offline', problem: null, url, asksToken };
      if (door === null)
        return {
          state: 'unreachable',
          problem: problem ?? 'its inference server does not run',
          url,
          asksToken,
        };
      const state = server.sleeping.includes(String(live)) ? 'asleep' : 'serving';
      return { state, problem: notMoved, url, asksToken };
    },
    onChange: (listener) => server.onNews(listener),
    onLost: (listener) => {
      lost = listener;
    },
    onAlert: (listener) => server.onAlert(listener),
    redeclared: () => {
      server.redeclared().catch((error: unknown) => parts.onError('moving its port', error));
    },
    async request(model, body) {
      return (await (await server.find())?.order({ order: 'infer', model, body })) ?? null;
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

const everyAddress = new Set(['0.0.0.0', '::']);

/** As clients know it. */
function urlOf({ host, port, tls }: OpenDoor): string {
  const name = everyAddress.has(host) ? hostname() : host.includes(':') ? `[${host}]` : host;
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`;
}
