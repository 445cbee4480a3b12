import type { StageReach } from '../../schemas/protocol/pipelines.ts';
import { reachable, reversed } from '../core/graph.ts';
import { UserError } from '../core/user-error.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { PipelineWorkspace } from './pipeline-workspace.ts';

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
    throw new UserError(
      'SLW-STAGE-UNKNOWN',
      `There is no stage "${name}".`,
      `Stages: ${order.map(({ address }) => address).join(', ')}`,
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
