import type { Stage, StageOut } from '../../manifests/dvc/pipeline.ts';
import type { StagePaths } from '../../manifests/dvc/stage-graph.ts';

/** What the checks of other files need to know of a stage. */
export interface NamedPaths extends StagePaths {
  name: string;
  outs: readonly { location: string; kind: StageOut['kind'] }[];
}

type Written = [
  name: string,
  address: string,
  deps: string[],
  params: string[],
  outs: [location: string, kind: StageOut['kind']][],
];

/**
 * The stages of an entry as one text, a tenth of the size of what it is written from: of every stage of a workspace folder such
 * a text is kept. Equal for stages whose commands and the like alone differ.
 */
export function writePaths(stages: readonly Stage[]): string {
  return JSON.stringify(
    stages.map(
      ({ name, address, deps, params, outs }): Written => [
        name,
        address,
        deps.map(({ location }) => location),
        params.map(({ location }) => location),
        outs.map(({ location, kind }) => [location, kind]),
      ],
    ),
  );
}

/** Of no stages. */
export const noPaths = writePaths([]);

export function readPaths(text: string): NamedPaths[] {
  return (JSON.parse(text) as Written[]).map(([name, address, deps, params, outs]) => ({
    name,
    address,
    deps: deps.map((location) => ({ location })),
    params: params.map((location) => ({ location })),
    outs: outs.map(([location, kind]) => ({ location, kind })),
  }));
}
