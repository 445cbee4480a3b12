import { UserError } from '../core/user-error.ts';
import { isOutside } from '../manifests/dvc/location.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import { trackedByGit } from './git-ignore.ts';

/**
 * Before anything runs: what git tracks cannot be cached too, for one of the two would be behind the other.
 * @throws UserError `SLW-OUT-TRACKED` with the line of each stage that makes such an out
 */
export function refuseTrackedOuts(stages: readonly Stage[], root: string): void {
  const cached = stages.flatMap((stage) =>
    stage.outs
      .filter(({ cache, location }) => cache && !isOutside(location))
      .map((out) => ({ stage, ...out })),
  );
  const tracked = trackedByGit(
    root,
    cached.map(({ location }) => location),
  );
  const refused = cached.filter(({ location }) => tracked.has(location));
  if (refused.length === 0) return;
  throw new UserError(
    'SLW-OUT-TRACKED',
    refused
      .map(
        ({ stage: { file, line, column, address }, location }) =>
          `${file}:${line}:${column}: "${address}" makes ${location}, which git tracks`,
      )
      .join('\n'),
    `Set "cache: false" for it, or let git forget it: git rm -r --cached ${refused.map(({ location }) => `'${location}'`).join(' ')}`,
  );
}
