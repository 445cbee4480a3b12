import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';

/** Models of MLflow's as ONNX. */
export const conversionFeature: Feature = (host) =>
  registerCommands(host, {
    'slipway.convertToOnnx': async (...args) =>
      (await import('./convert-to-onnx.ts')).convertToOnnx(host, args),
  });
