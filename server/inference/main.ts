import { closeSync, writeSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { InferenceReport } from '../../schemas/protocol/inference.ts';
import { UserError } from '../core/user-error.ts';
import { logError } from '../discovery/daemon-log.ts';
import { programFolder } from '../discovery/installation.ts';
import { openPort } from '../http/open-port.ts';
import { listenForOrders } from './control/control-socket.ts';
import { Orders } from './control/orders.ts';
import { inferenceListener, inferenceServerOptions, refuseBroken } from './http/listener.ts';
import type { ServerState } from './http/routes.ts';
import { ModelTable } from './models/model-table.ts';
import { findOnnxRuntime } from './onnx-runtime.ts';
import { type InferenceOptions, parseInferenceOptions } from './options.ts';

const graceMs = 10_000;

/** Serves an ONNX file, or what the runner tells it to, until it is told to end, and what it has begun is answered. */
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
  const told = source ? tellUser(source.model, url, options.json) : obeyRunner(options, models, port);
  await Promise.race([told, untilTold()]);
  await end(server, state);
}

/** Never resolves: what the user started, the user ends. */
function tellUser(model: string, url: string, json: boolean): Promise<never> {
  process.stdout.write(
    json
      ? `${JSON.stringify({ url, model })}\n`
      : `${model} is served at ${url}/v2/models/${encodeURIComponent(model)}/infer\n`,
  );
  return new Promise(() => {});
}

/** Resolves when the runner says that this is to end. It gives the token on standard input, and learns the port on descriptor 3. */
async function obeyRunner({ control }: InferenceOptions, models: ModelTable, port: number): Promise<void> {
  if (control === null) throw new UserError('SLW-USAGE', 'Expected one ONNX file.');
  // The folder of who started it may be unmounted one day.
  process.chdir(dirname(control));
  const token = (await text(process.stdin)).trim();
  const { promise: told, resolve: end } = Promise.withResolvers<void>();
  const listening = await listenForOrders(control, token, new Orders({ models, graceMs, end }));
  reportToRunner({ port });
  await told;
  listening.close();
}

function reportToRunner(report: InferenceReport): void {
  writeSync(3, JSON.stringify(report));
  closeSync(3);
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
    const complaint =
      error instanceof UserError
        ? `${error.message}${error.hint ? `\n${error.hint}` : ''}\n(${error.code})`
        : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${complaint}\n`);
    if (process.argv.includes('--control')) reportToRunner({ error: complaint });
    process.exit(error instanceof UserError && error.code === 'SLW-USAGE' ? 2 : 1);
  },
);
