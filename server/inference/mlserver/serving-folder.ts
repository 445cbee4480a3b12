import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { MlserverPlan } from '../../../schemas/protocol/inference.ts';

export interface ServingFolder {
  path: string;
  /** MLServer's name of the model: whoever knows it on that port is the process that was started here. */
  model: string;
}

/** Of the Python helpers; MLServer finds them because the program that starts it lies beside them. */
const implementations = {
  mlflow: 'model_serving.mlflow_runtime.Runtime',
  sklearn: 'model_serving.sklearn_runtime.Runtime',
} as const;

/** Makes a folder that MLServer is started in, and that goes with it. @param model absolute path of what it loads */
export function makeServingFolder(plan: MlserverPlan, model: string, port: number): ServingFolder {
  mkdirSync(plan.folder, { recursive: true, mode: 0o700 });
  const path = mkdtempSync(join(plan.folder, 'model-'));
  const name = basename(path);
  writeFileSync(join(path, 'settings.json'), JSON.stringify(serverSettings(port)));
  writeFileSync(join(path, 'model-settings.json'), JSON.stringify(modelSettings(plan, model, name)));
  return { path, model: name };
}

/** One process, on this machine alone, that measures nothing: Slipway's own server does. */
export function serverSettings(port: number): object {
  return {
    host: '127.0.0.1',
    http_port: port,
    // Any that is free: nobody asks there.
    grpc_port: 0,
    metrics_endpoint: null,
    parallel_workers: 0,
    debug: false,
    gzip_enabled: false,
  };
}

/** A pickle says nothing of what it takes: MLServer is told what the manifest declares. */
export function modelSettings({ runtime, inputs, outputs }: MlserverPlan, uri: string, name: string): object {
  const tensors = (listed: MlserverPlan['inputs']) =>
    listed.map(({ calledThere, datatype, shape }) => ({ name: calledThere, datatype, shape: shape ?? [-1] }));
  return {
    name,
    implementation: implementations[runtime],
    ...(runtime === 'sklearn' && { inputs: tensors(inputs), outputs: tensors(outputs) }),
    parameters: { uri },
  };
}
