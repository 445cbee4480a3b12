import { closeSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AccessAlert, InferenceReport } from '../../schemas/protocol/inference.ts';
import { UserError } from '../core/user-error.ts';
import { programFolder } from '../discovery/installation.ts';
import { AlertBox } from './access/alert-box.ts';
import { addToken } from './access/token-file.ts';
import { listenForOrders } from './control/control-socket.ts';
import { newsOf, type OrderedParts, Orders } from './control/orders.ts';
import { Door } from './http/door.ts';
import type { ServerState } from './http/routes.ts';
import { DeviceMissing } from './models/devices.ts';
import { MemoryAdmission } from './models/memory-admission.ts';
import { ModelTable } from './models/model-table.ts';
import { findOnnxRuntime } from './onnx-runtime.ts';
import { parseInferenceOptions } from './options.ts';

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
  const alerts = new AlertBox(Date.now);
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
  const state: ServerState = { models, explicit: options.explicit, ending: false, graceMs };
  let tellRunner = () => {};
  const alert = (about: AccessAlert) => {
    tell(about, options.json);
    if (alerts.add(about)) tellRunner();
  };
  const { doorway, maxBodyBytes, control } = options;
  const door = await Door.open({ state, maxBodyBytes, alert }, doorway);
  const host = doorway.host.includes(':') ? `[${doorway.host}]` : doorway.host;
  const url = `${doorway.tls ? 'https' : 'http'}://${host}:${door.port}`;
  const told = source
    ? tellUser(source.model, url, options.json)
    : obeyRunner(control, { state, alerts, door }, (listener) => {
        tellRunner = listener;
      });
  await Promise.race([told, untilTold()]);
  clearInterval(tending);
  state.ending = true;
  const answered = models.close(graceMs);
  await Promise.all([door.close(answered), answered]);
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
async function obeyRunner(
  control: string | null,
  parts: Omit<OrderedParts, 'end'>,
  onAlert: (listener: () => void) => void,
): Promise<void> {
  if (control === null) throw new UserError('SLW-USAGE', 'Expected one ONNX file.');
  // The folder of who started it may be unmounted one day.
  process.chdir(dirname(control));
  const token = (await text(process.stdin)).trim();
  const { promise: told, resolve: end } = Promise.withResolvers<void>();
  const { models } = parts.state;
  const orders = new Orders({ ...parts, end });
  const news = () => newsOf(models, parts.alerts);
  const { server: listening, tell } = await listenForOrders(control, token, orders, news);
  models.onSleepChange(tell);
  onAlert(tell);
  reportToRunner({ port: parts.door.port });
  await told;
  listening.close();
}

function reportToRunner(report: InferenceReport): void {
  writeSync(3, JSON.stringify(report));
  closeSync(3);
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
