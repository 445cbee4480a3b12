import type { StageReport } from '../../schemas/protocol/pipelines.ts';
import type { Graph } from '../core/graph.ts';
import type { Stage } from '../manifests/dvc/pipeline.ts';
import type { StageJudge } from './stage-judge.ts';

/** What a run would do: a stage that needs a stale one is stale too, for what it reads will be made anew. */
export async function pipelineStatus(
  stages: readonly Stage[],
  needs: Graph<string>,
  judge: StageJudge,
): Promise<StageReport[]> {
  const judged = await Promise.all(
    stages.map(async (stage) => {
      const since = performance.now();
      const { inputReasons, outReasons } = await judge.judge(stage);
      return { stage, reasons: [...inputReasons, ...outReasons], durationMs: performance.now() - since };
    }),
  );
  const stale = new Set<string>();
  return judged.map(({ stage, reasons, durationMs }) => {
    const upstream = stage.frozen
      ? []
      : [...(needs.get(stage.address) ?? [])].filter((name) => stale.has(name));
    const all = [...reasons, ...upstream.map((name) => `it needs ${name}, which is stale`)];
    if (all.length > 0) stale.add(stage.address);
    return {
      name: stage.address,
      state: all.length > 0 ? 'stale' : 'fresh',
      reasons: all,
      durationMs: Math.round(durationMs),
    };
  });
}
