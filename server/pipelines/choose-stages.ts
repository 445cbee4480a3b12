import type { StageReach } from '../../schemas/protocol/pipelines.ts';
import { reachable, reversed } from '../core/graph.ts';
import { nearestName } from '../core/nearest-name.ts';
import { UserError } from '../core/user-error.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { PipelineWorkspace } from './pipeline-workspace.ts';

const mostShown = 20;

/**
 * The stages named, and those that `reach` adds, in execution order; none named: all. A group's name means each of
 * its stages, and a dvc.yaml's path all of that file. A frozen stage needs nothing, for its deps are not looked at.
 * @throws UserError `SLW-STAGE-UNKNOWN`
 */
export function chooseStages(
  { order, needs }: Pick<PipelineWorkspace, 'order' | 'needs'>,
  names: readonly string[],
  reach: StageReach,
): Stage[] {
  if (names.length === 0) return order;
  const chosen = names.flatMap((name) => {
    const found = order.filter((stage) => isMeant(stage, name));
    if (found.length > 0) return found;
    const addresses = order.map(({ address }) => address);
    const near = nearestName(name, addresses);
    throw new UserError(
      'SLW-STAGE-UNKNOWN',
      `There is no stage "${name}".`,
      near === null ? `Stages: ${shownNames(addresses)}` : `Did you mean "${near}"?`,
    );
  });
  const frozen = new Set(order.filter((stage) => stage.frozen).map(({ address }) => address));
  const active = new Map(
    [...needs].map(([address, of]) => [address, frozen.has(address) ? new Set<string>() : of]),
  );
  const from = chosen.map(({ address }) => address);
  const wanted =
    reach === 'only' ? new Set(from) : reachable(reach === 'upstream' ? active : reversed(active), from);
  return order.filter(({ address }) => wanted.has(address));
}

function isMeant(stage: Stage, name: string): boolean {
  const { address, file, group } = stage;
  if (name === address || name === file) return true;
  return group !== null && name === address.slice(0, address.length - stage.name.length) + group;
}

function shownNames(names: readonly string[]): string {
  const rest = names.length - mostShown;
  return names.slice(0, mostShown).join(', ') + (rest > 0 ? `, and ${rest} more: slipway graph` : '');
}
