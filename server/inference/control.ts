import type { InferenceAnswer, InferenceOrder, RevisionStatus } from '../../schemas/protocol/inference.ts';
import type { ModelTable } from './models/model-table.ts';

type Result = Extract<InferenceAnswer, { result: unknown }>['result'];

/** Obeys the process that started this one, where it kept a channel open. */
export function listenToParent(models: ModelTable, graceMs: number): void {
  process.on('message', (order: InferenceOrder) => {
    obey(models, order, graceMs).then(
      (result) => reply({ id: order.id, result }),
      (error: unknown) =>
        reply({ id: order.id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
}

/** It may be gone meanwhile: that ends this process, too. */
function reply(answer: InferenceAnswer): void {
  if (process.connected) process.send?.(answer);
}

async function obey(models: ModelTable, order: InferenceOrder, graceMs: number): Promise<Result> {
  switch (order.order) {
    case 'load': {
      const { model, version, revision, path } = order;
      const { loaded } = await models.load({ model, version, revision, path });
      return { loadMs: loaded.loadMs };
    }
    case 'makeLive': {
      const receivedAt = performance.now();
      const before = models.makeLive(order.model, order.revision);
      const switchMs = performance.now() - receivedAt;
      return { previousRevision: before?.source.revision ?? null, switchMs };
    }
    case 'unload':
      await models.unloadRevision(order.model, order.revision, graceMs);
      return null;
    case 'status':
      return models.revisions().map((revision): RevisionStatus => {
        const { model, version, revision: name } = revision.source;
        return {
          model,
          version,
          revision: name,
          live: models.isLive(revision),
          ready: revision.isReady,
          waiting: revision.waiting,
          inFlight: revision.metrics.inFlight,
          restarts: revision.metrics.restarts,
        };
      });
  }
}
