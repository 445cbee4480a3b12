import { delimiter, join } from 'node:path';
import { helpersFolder } from './helpers-folder.ts';
import { withoutEditorVariables } from './inherited-environment.ts';

export interface Tracking {
  /** The execution's own tracking URI. */
  trackingUri: string;
  /** Absolute; `io-*.jsonl` and `notes-*.jsonl` are written there. */
  executionDir: string;
  /** Absolute; files below it are recorded. */
  workspace: string;
  /** Call `mlflow.autolog()` in scripts that do not use mlflow themselves. */
  autolog: boolean;
}

/**
 * `env` (already activated) with what makes any process, and every Python process below it, report to the
 * execution: mlflow's tracking URI, and our `sitecustomize` first on PYTHONPATH, which chains to the
 * user's own. The process needs no change and no package.
 */
export function trackedEnvironment(
  env: Readonly<Record<string, string>>,
  { trackingUri, executionDir, workspace, autolog }: Tracking,
): Record<string, string> {
  const site = join(helpersFolder, 'site');
  const tracked: Record<string, string> = {
    ...withoutEditorVariables(env),
    MLFLOW_TRACKING_URI: trackingUri,
    // A registry elsewhere would get the models of this run.
    MLFLOW_REGISTRY_URI: trackingUri,
    // Its links lead to MLflow's own web pages, which are not here.
    MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
    SLIPWAY_EXECUTION_DIR: executionDir,
    SLIPWAY_WORKSPACE: workspace,
    SLIPWAY_AUTOLOG: autolog ? '1' : '0',
    PYTHONPATH: [site, env.PYTHONPATH].filter(Boolean).join(delimiter),
  };
  // An outer shell's run: the client would try to resume it here, where it is not.
  delete tracked.MLFLOW_RUN_ID;
  delete tracked.MLFLOW_EXPERIMENT_ID;
  delete tracked.MLFLOW_EXPERIMENT_NAME;
  return tracked;
}
