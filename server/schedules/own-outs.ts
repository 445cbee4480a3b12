import picomatch from 'picomatch';
import { UserError } from '../core/user-error.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { ScheduleDeclaration } from '../manifests/workspace/workspace-manifest.ts';

/** From a path of a manifest to an absolute one. */
interface Paths {
  out: (location: string) => string;
  watched: (path: string) => string;
}

/**
 * A schedule that watches what its own stages write would start itself for ever.
 * @throws UserError `SLW-SCHEDULE-CIRCLE`
 */
export function refuseOwnOuts(
  { name, trigger }: ScheduleDeclaration,
  stages: readonly Stage[],
  { out, watched }: Paths,
): void {
  if (trigger.kind === 'cron') return;
  const paths = trigger.kind === 'changes' ? trigger.paths : [picomatch.scan(trigger.glob).base];
  for (const path of paths)
    for (const stage of stages)
      for (const { location, path: written } of stage.outs) {
        if (!overlap(watched(path), out(location))) continue;
        if (trigger.kind === 'arrives' && !mayMatch(trigger.glob, watched, out(location))) continue;
        throw new UserError(
          'SLW-SCHEDULE-CIRCLE',
          `"${name}" watches ${path || '.'}, and its own stage "${stage.address}" writes ${written} there: it would start itself for ever.`,
          'Watch a folder that its stages only read.',
        );
      }
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** Whether the out, or what lies in it where it is a folder above or at the watched one, may be what arrives. */
function mayMatch(glob: string, watched: (path: string) => string, out: string): boolean {
  const base = watched(picomatch.scan(glob).base);
  if (base === out || base.startsWith(`${out}/`)) return true;
  return picomatch.isMatch(out, watched(glob)) || picomatch.isMatch(`${out}/any`, watched(glob));
}
