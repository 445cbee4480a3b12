import { join } from 'node:path';
import type { StageView } from '../../../schemas/protocol/pipelines.ts';
import type { SurveyedPipelines } from '../pipeline-workspace.ts';

/**
 * Stages that went with a mistake in their dvc.yaml: while it is typed in, they are shown as they last were, not judged.
 * Those of a file without a mistake are gone.
 */
export function remnantsOf(
  shown: readonly StageView[],
  { root, order, problems }: Pick<SurveyedPipelines, 'root' | 'order' | 'problems'>,
): StageView[] {
  const broken = new Map(problems.map(({ file, line }) => [join(root, file), `${file}:${line}`]));
  const there = new Set(order.map(({ address }) => address));
  return shown.flatMap((stage): StageView[] => {
    const place = broken.get(stage.file);
    if (place === undefined || there.has(stage.name)) return [];
    const reasons = [`${place} has a mistake; this is how it was before`];
    return [{ ...stage, state: 'unknown', reasons, running: null }];
  });
}
