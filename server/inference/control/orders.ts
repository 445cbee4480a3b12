import type {
  InferenceNews,
  InferenceOrder,
  InferenceResult,
  RevisionMeasurement,
  RevisionStatus,
  TensorListing,
} from '../../../schemas/protocol/inference.ts';
import type { TensorSpec } from '../../oip/tensor.ts';
import type { AlertBox } from '../access/alert-box.ts';
import type { Door } from '../http/door.ts';
import type { ServerState } from '../http/routes.ts';
import { Marks } from '../metrics/marks.ts';
import { expectedDevice, parseDevice, replicasBetween } from '../models/devices.ts';
import type { ModelTable } from '../models/model-table.ts';
import type { Revision } from '../models/revision.ts';
import { RecentRequests } from '../traffic/recent-requests.ts';
import { benchmark } from './benchmark.ts';
import { inferAsClient } from './infer.ts';
import { replay } from './replay.ts';
import { warm } from './warm.ts';

export interface OrderedParts {
  state: ServerState;
  alerts: AlertBox;
  door: Door;
  end: () => void;
}

/** Does what the runner orders. */
export class Orders {
  readonly #parts: OrderedParts;
  readonly #marks = new Marks();

  constructor(parts: OrderedParts) {
    this.#parts = parts;
    parts.state.models.traffic.recent = new RecentRequests();
  }

  /** @throws what the order's sender is told */
  async obey(order: InferenceOrder): Promise<InferenceResult> {
    const { state, alerts, door, end } = this.#parts;
    const { models, graceMs } = state;
    const { traffic } = models;
    switch (order.order) {
      case 'load': {
        const {
          order: _order,
          id: _id,
          model,
          version,
          revision,
          path,
          mlserver,
          devices,
          replicas,
          ...options
        } = order;
        const on = mlserver ? ['cpu'] : devices;
        const { loaded } = await models.load(
          { model, version, revision, path, ...(mlserver && { mlserver }) },
          { ...options, ...(on && replicasOn(on, replicas)) },
        );
        return { loadMs: loaded.loadMs, ...signatureOf(loaded.signature) };
      }
      case 'warm':
        return warm(models.loaded(order.model, order.revision), order);
      case 'makeLive': {
        const receivedAt = performance.now();
        await models.loaded(order.model, order.revision).wake();
        const before = models.makeLive(order.model, order.revision);
        models.takeOffline(order.model);
        traffic.end();
        const switchMs = performance.now() - receivedAt;
        return { previousRevision: before?.source.revision ?? null, switchMs };
      }
      case 'goOffline':
        traffic.end();
        models.takeOffline(null);
        return null;
      case 'share':
        traffic.share(models.loaded(order.model, order.revision), order.weight, order.sticky, order.leaseMs);
        return null;
      case 'shadow':
        traffic.shadow(models.loaded(order.model, order.revision), order.sample, order.rtol, order.leaseMs);
        return null;
      case 'endSharing':
        traffic.end();
        return null;
      case 'replay':
        return {
          replayed: await replay(
            models.loaded(order.model, order.revision),
            traffic.recent?.list() ?? [],
            order.requests,
          ),
        };
      case 'benchmark':
        return benchmark(models.loaded(order.model, order.revision), order);
      case 'unload':
        models.unloadRevision(order.model, order.revision, graceMs);
        return null;
      case 'keep':
        models.keepOnly(order.revisions, graceMs);
        return null;
      case 'status':
        return models.revisions().map((revision) => statusOf(models, revision));
      case 'measure': {
        const measured = models
          .revisions()
          .map((revision) => measurementOf(models, revision, this.#marks, order.mark));
        if (order.renew) this.#marks.set(order.mark, models.revisions());
        return measured;
      }
      case 'infer':
        return inferAsClient(state, order.model, order.body);
      case 'move': {
        const { host, port, tls, tokenFile } = order;
        await door.move({ host, port, tls, access: { tokenFile, maxRequestsPerSecond: null } });
        return null;
      }
      case 'takeAlerts':
        alerts.taken(order.upTo);
        return null;
      case 'end':
        end();
        return null;
    }
  }
}

function replicasOn(devices: readonly string[], { min, max } = { min: 1, max: 1 }) {
  const wanted = devices.map((text) => {
    const device = parseDevice(text);
    if (device) return device;
    throw new Error(`Expected ${expectedDevice}, found "${text}".`);
  });
  return replicasBetween(wanted, min, max);
}

export function newsOf(models: ModelTable, alerts: AlertBox): InferenceNews {
  return {
    alerts: alerts.untaken,
    sleeping: models.revisions().flatMap(({ isAsleep, source }) => (isAsleep ? [source.revision] : [])),
  };
}

function statusOf(models: ModelTable, revision: Revision): RevisionStatus {
  const { model, version, revision: name } = revision.source;
  return {
    model,
    version,
    revision: name,
    live: models.isLive(revision),
    ready: revision.isReady,
    asleep: revision.isAsleep,
    waiting: revision.waiting,
    inFlight: revision.metrics.inFlight,
    restarts: revision.metrics.restarts,
    ...signatureOf(revision.loaded.signature),
  };
}

function measurementOf(
  models: ModelTable,
  revision: Revision,
  marks: Marks,
  mark: string,
): RevisionMeasurement {
  const { latencies, ...counts } = marks.since(mark, revision);
  return {
    revision: revision.source.revision,
    weight: models.traffic.weightOf(revision, models.isLive(revision)),
    device: revision.device,
    memoryBytes: revision.memoryBytes,
    ...counts,
    p50Ms: latencies.quantile(0.5),
    p95Ms: latencies.quantile(0.95),
    p99Ms: latencies.quantile(0.99),
    lately: revision.metrics.recent.total(performance.now()),
  };
}

function signatureOf({ inputs, outputs }: { inputs: TensorSpec[]; outputs: TensorSpec[] }): {
  inputs: TensorListing[];
  outputs: TensorListing[];
} {
  const listed = (specs: TensorSpec[]) =>
    specs.map(({ name, datatype, shape }): TensorListing => ({ name, datatype, shape }));
  return { inputs: listed(inputs), outputs: listed(outputs) };
}
