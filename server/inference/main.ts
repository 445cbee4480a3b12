import { closeSync, readFileSync, writeSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createSecureContext } from 'node:tls';
import type { InferenceReport } from '../../schemas/protocol/inference.ts';
import { UserError } from '../core/user-error.ts';
import { logError } from '../discovery/daemon-log.ts';
import { programFolder } from '../discovery/installation.ts';
import { openPort } from '../http/open-port.ts';
import { Access, type AccessAlert } from './access/access.ts';
import { addToken } from './access/token-file.ts';
import { listenForOrders } from './control/control-socket.ts';
import { newsOf, Orders } from './control/orders.ts';
import { inferenceListener, inferenceServerOptions, refuseBroken } from './http/listener.ts';
import type { ServerState } from './http/routes.ts';
import { DeviceMissing } from './models/devices.ts';
import { MemoryAdmission } from './models/memory-admission.ts';
import { ModelTable } from './models/model-table.ts';
import { findOnnxRuntime } from './onnx-runtime.ts';
import { type InferenceOptions, parseInferenceOptions } from './options.ts';

interface ReplicaNews {
  model: string;
  version: string;
  message: string;
}

const graceMs = 10_000;
const tendMs = 500;

/** Serves an ONNX file, or what the runner tells it to, until it is told to end, and what it has begun is answered. */
async function main(): Promise<void> {
  const [word, file] = process.argv.slice(2);
  if (word === '--new-token' && file !== undefined) {
    process.stdout.write(`${addToken(file)}\n`);
    return;
  }
  const options = parseInferenceOptions(process.argv.slice(2));
  const access = new Access(options.access, (alert) => tell(alert, options.json));
  const programs = programFolder();
  const models = new ModelTable(
    options.revision,
    { program: join(programs, 'model-host.cjs'), binding: findOnnxRuntime(programs) },
    new MemoryAdmission(() => process.availableMemory()),
  );
  models.onScaled(({ model, version }, what) =>
    tell({ model, version, message: `${model} ${version}: ${what}` }, options.json),
  );
  const tending = setInterval(() => {
    models.scale();
    models.sleepWhereIdle();
  }, tendMs);
  const { source } = options;
  if (source) {
    await models.load(source).catch((error: unknown) => {
      throw notLoaded(source.path, error);
    });
    models.makeLive(source.model, source.revision);
  }
  const state: ServerState = { models, access, explicit: options.explicit, ending: false, graceMs };
  const { server, port } = await listen(options, state);
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const url = `${options.tls ? 'https' : 'http'}://${host}:${port}`;
  const told = source ? tellUser(source.model, url, options.json) : obeyRunner(options, models, port);
  await Promise.race([told, untilTold()]);
  clearInterval(tending);
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
  const orders = new Orders({ models, graceMs, end });
  const { server: listening, tell } = await listenForOrders(control, token, orders, () => newsOf(models));
  models.onSleepChange(tell);
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
  const server = options.tls
    ? createTlsServer(
        { ...inferenceServerOptions, ...keyPair(options.tls), handshakeTimeout: 10_000 },
        listener,
      )
    : createServer(inferenceServerOptions, listener);
  return openPort(server.on('clientError', refuseBroken), options.port, options.host);
}

function keyPair(tls: { cert: string; key: string }): { cert: Buffer; key: Buffer } {
  try {
    const pair = { cert: readFileSync(tls.cert), key: readFileSync(tls.key) };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    throw new UserError(
      'SLW-TLS',
      `${tls.cert} and ${tls.key}: expected a certificate and its private key as PEM: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** One line on standard error, as everything that is no answer. */
function tell(news: AccessAlert | ReplicaNews, json: boolean): void {
  process.stderr.write(`${json ? JSON.stringify(news) : news.message}\n`);
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
  if (error instanceof DeviceMissing) return new UserError('SLW-DEVICE', error.message);
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
