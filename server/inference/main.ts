import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { UserError } from '../core/user-error.ts';
import { logError } from '../discovery/daemon-log.ts';
import { programFolder } from '../discovery/installation.ts';
import { openPort } from '../http/open-port.ts';
import { listenToParent } from './control.ts';
import { inferenceListener, inferenceServerOptions, refuseBroken } from './http/listener.ts';
import type { ServerState } from './http/routes.ts';
import { ModelTable } from './models/model-table.ts';
import { findOnnxRuntime } from './onnx-runtime.ts';
import { type InferenceOptions, parseInferenceOptions } from './options.ts';

const graceMs = 10_000;

/** Serves an ONNX file, or what its parent tells it to, until it is told to end, and what it has begun is answered. */
async function main(): Promise<void> {
  const options = parseInferenceOptions(process.argv.slice(2));
  const programs = programFolder();
  const models = new ModelTable(options.revision, {
    program: join(programs, 'model-host.cjs'),
    binding: findOnnxRuntime(programs),
  });
  const { source } = options;
  if (source) {
    await models.load(source).catch((error: unknown) => {
      throw notLoaded(source.path, error);
    });
    models.makeLive(source.model, source.revision);
  }
  const state: ServerState = { models, explicit: options.explicit, ending: false, graceMs };
  const { server, port } = await listen(options, state);
  const url = `http://127.0.0.1:${port}`;
  listenToParent(models, graceMs);
  const model = source?.model ?? null;
  process.stdout.write(
    options.json || model === null
      ? `${JSON.stringify({ url, model })}\n`
      : `${model} is served at ${url}/v2/models/${encodeURIComponent(model)}/infer\n`,
  );
  await untilTold();
  await end(server, state);
}

async function listen(
  options: InferenceOptions,
  state: ServerState,
): Promise<{ server: Server; port: number }> {
  const listener = inferenceListener(state, options.maxBodyBytes, (error) => logError('inference', error));
  const server = createServer(inferenceServerOptions, listener).on('clientError', refuseBroken);
  return openPort(server, options.port);
}

/** A signal; or the command that started this, which is gone. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.on('disconnect', () => resolve());
    // While the model loaded.
    if (process.send && !process.connected) resolve();
  });
}

async function end(server: Server, state: ServerState): Promise<void> {
  state.ending = true;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await state.models.close(graceMs);
  setTimeout(() => server.closeAllConnections(), 500).unref();
  await closed;
}

function notLoaded(path: string, error: unknown): UserError {
  return new UserError(
    'SLW-MODEL-NOT-LOADED',
    `${path} is not a model that can be served: ${error instanceof Error ? error.message : error}`,
  );
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const text =
      error instanceof UserError
        ? `${error.message}${error.hint ? `\n${error.hint}` : ''}\n(${error.code})`
        : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${text}\n`);
    process.exit(error instanceof UserError && error.code === 'SLW-USAGE' ? 2 : 1);
  },
);
