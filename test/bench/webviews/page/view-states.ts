import { deploymentStrings } from '../../../../client/features/deployments/panel/strings.ts';
import { pipelineGraphStrings } from '../../../../client/features/pipeline-graph/strings.ts';
import { sweepStrings } from '../../../../client/features/sweeps/strings.ts';
import { chartsStrings } from '../../../../client/features/tracking/panels/strings/charts.ts';
import { compareStrings } from '../../../../client/features/tracking/panels/strings/compare.ts';
import { runStrings } from '../../../../client/features/tracking/panels/strings/run.ts';
import { runsTableStrings } from '../../../../client/features/tracking/panels/strings/runs-table.ts';
import { type DeploymentScenario, fakeDeployment } from './fake-deployments.ts';
import { fakeReport } from './fake-report.ts';
import type { FakeRuns } from './fake-runs.ts';

/** The panel's state and texts for each view, over the first `shown` runs. */
export function viewStates(
  view: string,
  runs: FakeRuns,
  shown: number,
  deployment: DeploymentScenario,
): { state: unknown; strings: unknown } {
  const target = { folder: 'file:///projects/churn', tracker: '' };
  switch (view) {
    case 'runs-table':
      return {
        state: { target: { ...target, experimentIds: [] }, canChange: true },
        strings: runsTableStrings(),
      };
    case 'charts':
      return { state: { target: { ...target, runIds: runs.ids.slice(0, shown) } }, strings: chartsStrings() };
    case 'compare':
      return {
        state: { target: { ...target, runIds: runs.ids.slice(0, shown) } },
        strings: compareStrings(),
      };
    case 'run':
      return {
        state: {
          target: { ...target, runId: runs.ids[shown] },
          preview: {
            kind: 'table',
            path: 'predictions.csv',
            text: `id,score,label\n${Array.from({ length: 300 }, (_, id) => `${id},${(id * 0.377) % 1},${id % 2}`).join('\n')}`,
            truncated: true,
          },
          output: { executionId: 'e1', from: 4096 },
          canChange: true,
        },
        strings: runStrings(),
      };
    case 'pipeline-graph':
      return { state: { target, reveal: null, canRun: true }, strings: pipelineGraphStrings() };
    case 'deployment':
      return { state: fakeDeployment(deployment, Date.now()), strings: deploymentStrings() };
    case 'model-report':
      return { state: fakeReport(), strings: {} };
    case 'sweep':
      return {
        state: { target: { ...target, runId: runs.ids[0] }, canRun: true },
        strings: sweepStrings(),
      };
    default:
      throw new Error(`No state for the view ${view}.`);
  }
}
