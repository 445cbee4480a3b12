import type { DeploymentRequests } from '../../../schemas/protocol/deployments.ts';
import { localActor } from '../../audit/local-actor.ts';
import { UserError } from '../../core/user-error.ts';
import type { Approvals } from '../../deployments/approvals/approvals.ts';
import type { Initiator } from '../../deployments/initiator.ts';
import type { ReleaseOrders } from '../../deployments/release-orders.ts';
import type { Releases } from '../../deployments/releases.ts';
import type { TargetSet } from '../../deployments/target-set.ts';
import { channelOf } from '../audit-channel.ts';
import type { Operations } from '../operations.ts';
import type { MethodsOf, Session } from '../session.ts';

export interface DeploymentSite {
  targets: TargetSet;
  releases: Releases;
  orders: ReleaseOrders;
  approvals: Approvals;
  operations: Operations;
  /** Reads slipway.yaml as it is now: whoever has just saved it asks about that. */
  reload: () => Promise<void>;
}

export function deploymentMethods(site: DeploymentSite): MethodsOf<DeploymentRequests> {
  const { targets, releases, orders, approvals, operations, reload } = site;
  const watched = new WeakMap<Session, Map<string, () => void>>();
  return {
    'deployments/list': async () => {
      await reload();
      return { targets: targets.views() };
    },
    'deployments/follow': async ({ target }) => {
      await reload();
      await targets.follow(target);
      return null;
    },
    'deployments/preview': async ({ model, version, target }) => {
      await reload();
      return releases.preview(model, version, target);
    },
    'deployments/deploy': async ({ idempotencyKey, ...order }, session) => {
      await reload();
      const by = initiatorOf(session);
      const operation = orders.take(
        idempotencyKey,
        order.target,
        (link) => releases.deploy(order, by, link),
        (work) => operations.start('deploy', async (link) => ({ kind: 'deploy', summary: await work(link) })),
      );
      return { operation };
    },
    'deployments/rollback': async ({ target, to, reason }, session) => {
      const receivedAt = performance.now();
      const { deployed } = targets.get(target);
      const by = initiatorOf(session);
      return {
        operation: operations.start('rollback', async () => ({
          kind: 'rollback',
          summary: await deployed.rollBack(to, reason, by, receivedAt),
        })),
      };
    },
    'deployments/approve': async ({ target, release, role, signature, context }, session) => {
      await reload();
      const { request: asked, channel } = approvals.open(target, release);
      const request = await approvals.sign(target, asked, role, signature, initiatorOf(session));
      if (request.approvedBy.length < request.approvals) return { request, operation: null };
      const { model, version, digests, override, reason, requester } = asked;
      // Nobody could ask for it before it was allowed.
      const order = { target, model, version, digests, override, allowCode: true, reason, context };
      const operation = operations.start('deploy', async (link) => ({
        kind: 'deploy',
        summary: await releases.deploy(order, { actor: requester, channel }, link),
      }));
      return { request, operation };
    },
    'deployments/abort': async ({ target, reason }, session) => {
      const refusal = targets.get(target).deployed.abort(reason, initiatorOf(session));
      if (refusal !== null) throw new UserError('SLW-ABORT-REFUSED', `Nothing was given up: ${refusal}.`);
      return null;
    },
    'deployments/watch': async ({ target, watched: isWatched }, session) => {
      const feeds = watched.get(session) ?? watchesOf(session);
      watched.set(session, feeds);
      feeds.get(target)?.();
      feeds.delete(target);
      if (isWatched)
        feeds.set(
          target,
          targets.get(target).feed.listen((traffic) => session.notify('deployments/traffic', traffic)),
        );
      return null;
    },
    'deployments/request': async ({ target, model, body }) => {
      const startedAt = performance.now();
      const answer = await targets.get(target).place.request(model, body);
      if (answer === null) throw offline(target);
      return { ...answer, durationMs: performance.now() - startedAt };
    },
    'deployments/signature': async ({ target }) => {
      const { place, deployed } = targets.get(target);
      const signature = await place.signature();
      if (signature === null) throw offline(target);
      const columns = targets.columnsOf(target, deployed.state.live);
      const fields = (side: 'inputs' | 'outputs') =>
        signature[side].map(({ name, datatype, shape }) => ({
          name,
          datatype,
          shape: shape ?? [-1],
          columns: columns(side, name),
        }));
      return { model: signature.model, inputs: fields('inputs'), outputs: fields('outputs') };
    },
  };
}

function watchesOf(session: Session): Map<string, () => void> {
  const feeds = new Map<string, () => void>();
  session.onClose(() => {
    for (const end of feeds.values()) end();
  });
  return feeds;
}

function initiatorOf(session: Session): Initiator {
  return { actor: localActor(), channel: channelOf(session) };
}

function offline(target: string): UserError {
  return new UserError(
    'SLW-TARGET-OFFLINE',
    `Nothing answers at target ${target}.`,
    'Deploy a model to it first.',
  );
}
