import { serverVersion } from '../../core/version.ts';
import { parseInferRequest } from '../../oip/infer-request.ts';
import { encodeInferResponse } from '../../oip/infer-response.ts';
import { describe, InvalidRequest } from '../../oip/invalid-request.ts';
import { isObject, parseObject } from '../../oip/parse-json.ts';
import { prometheusText } from '../metrics/prometheus.ts';
import { statisticsOf } from '../metrics/statistics.ts';
import type { ModelTable } from '../models/model-table.ts';
import type { Revision } from '../models/revision.ts';
import type { Traffic } from '../traffic/traffic.ts';
import { withDeadline } from './deadline.ts';
import { inferReply, jsonReply, type Reply, statusOf, textReply } from './reply.ts';

export interface ServerState {
  models: ModelTable;
  /** Whether clients may load and unload models. */
  explicit: boolean;
  /** Set when the server ends: it answers what it has, and says that it is not ready. */
  ending: boolean;
  /** How long an unloaded revision may go on with what it has. */
  graceMs: number;
}

export interface Call {
  method: string;
  /** Decoded segments of the path. */
  path: string[];
  headerLength: number | null;
  /** By its lower-case name; the first where it comes more than once. */
  header(name: string): string | undefined;
  body(): Promise<Buffer[]>;
}

/** Answers one request. @throws InvalidRequest, InferenceError */
export async function answer(state: ServerState, call: Call): Promise<Reply> {
  const [first, second, ...rest] = call.path;
  if (first === 'metrics' && second === undefined) {
    expectMethod(call, 'GET');
    return textReply(prometheusText(state.models.revisions()), 'text/plain; version=0.0.4; charset=utf-8');
  }
  if (first !== 'v2') throw notFound(call);
  switch (second) {
    case undefined:
      expectMethod(call, 'GET');
      return jsonReply({ name: 'slipway', version: serverVersion, extensions: extensionsOf(state) });
    case 'health':
      return health(state, call, rest);
    case 'models':
      return model(state, call, rest);
    case 'repository':
      return repository(state, call, rest);
    default:
      throw notFound(call);
  }
}

function extensionsOf({ explicit }: ServerState): string[] {
  return ['binary_tensor_data', 'statistics', 'parameters', ...(explicit ? ['model_repository'] : [])];
}

function health(state: ServerState, call: Call, [which, more]: string[]): Reply {
  if (more !== undefined || (which !== 'live' && which !== 'ready')) throw notFound(call);
  expectMethod(call, 'GET');
  const holds = which === 'live' || (!state.ending && state.models.isReady());
  return jsonReply({ [which]: holds }, holds ? 200 : 503);
}

async function model(state: ServerState, call: Call, [name, ...rest]: string[]): Promise<Reply> {
  if (name === undefined || name === '') throw notFound(call);
  if (name === 'stats' && rest.length === 0) {
    expectMethod(call, 'GET');
    return jsonReply({ model_stats: state.models.revisions().map(statisticsOf) });
  }
  const versioned = rest[0] === 'versions';
  const version = versioned ? (rest[1] ?? '') : null;
  const [action, more] = versioned ? rest.slice(2) : rest;
  if (more !== undefined) throw notFound(call);
  switch (action) {
    case undefined:
      expectMethod(call, 'GET');
      return jsonReply(metadataOf(state, state.models.find(name, version)));
    case 'ready': {
      expectMethod(call, 'GET');
      const { isReady } = state.models.find(name, version);
      return jsonReply({ name, ready: isReady }, isReady ? 200 : 503);
    }
    case 'stats':
      expectMethod(call, 'GET');
      return jsonReply({ model_stats: [statisticsOf(state.models.find(name, version))] });
    case 'infer':
      expectMethod(call, 'POST');
      return infer(state, state.models.find(name, version), version, call);
    default:
      throw notFound(call);
  }
}

async function infer(
  { models }: ServerState,
  found: Revision,
  version: string | null,
  call: Call,
): Promise<Reply> {
  const revision = version === null ? models.traffic.choose(found, call.header) : found;
  const startedAt = performance.now();
  const count = (status: number) => revision.metrics.request(status, (performance.now() - startedAt) / 1000);
  try {
    const reply = await inferWith(models.traffic, revision, call);
    count(reply.status);
    return reply;
  } catch (error) {
    count(statusOf(error));
    throw error;
  }
}

async function inferWith(traffic: Traffic, revision: Revision, call: Call): Promise<Reply> {
  const { signature } = revision.loaded;
  const body = await call.body();
  const request = withDeadline(parseInferRequest(body, call.headerLength, signature), call.header);
  const { outputs } = await revision.infer(request);
  traffic.answered(request, revision, outputs);
  const { model: name, version } = revision.source;
  return inferReply(
    encodeInferResponse(
      { model: name, version, id: request.id },
      request.outputs.map(({ index, binary }, position) => ({
        spec: signature.outputs[index] as (typeof signature.outputs)[number],
        tensor: outputs[position] as (typeof outputs)[number],
        binary,
      })),
    ),
  );
}

function metadataOf(state: ServerState, { source, loaded }: Revision): object {
  const tensors = (side: 'inputs' | 'outputs') =>
    loaded.signature[side].map(({ name, datatype, shape }) => ({ name, datatype, shape: shape ?? [-1] }));
  return {
    name: source.model,
    versions: state.models.versions(source.model),
    platform: source.mlserver?.runtime ?? 'onnxruntime_onnx',
    inputs: tensors('inputs'),
    outputs: tensors('outputs'),
  };
}

async function repository(state: ServerState, call: Call, path: string[]): Promise<Reply> {
  expectMethod(call, 'POST');
  if (path.length === 1 && path[0] === 'index') {
    const { ready = false } = await bodyObject(call);
    if (typeof ready !== 'boolean')
      throw new InvalidRequest(`Expected "ready" as true or false, found ${describe(ready)}.`);
    const index = state.models.index();
    return jsonReply(ready ? index.filter((entry) => entry.state === 'READY') : index);
  }
  const [models, name, action, more] = path;
  if (models !== 'models' || !name || more !== undefined || (action !== 'load' && action !== 'unload'))
    throw notFound(call);
  if (!state.explicit)
    throw new InvalidRequest(
      `This port does not ${action} models: what it serves is deployed by Slipway. \`slipway serve --model-control explicit\` allows it.`,
    );
  refuseOverrides(await bodyObject(call));
  if (action === 'load') await state.models.loadAgain(name);
  else await state.models.unload(name, state.graceMs);
  return jsonReply({});
}

/** Triton lets a client send another configuration and other files with a load: code of strangers, here. */
function refuseOverrides({ parameters }: Record<string, unknown>): void {
  if (!isObject(parameters)) return;
  const refused = Object.keys(parameters).find((name) => name === 'config' || name.startsWith('file:'));
  if (refused !== undefined)
    throw new InvalidRequest(
      `Parameter ${describe(refused)} is refused: a model is loaded as it was registered, without overrides.`,
    );
}

async function bodyObject(call: Call): Promise<Record<string, unknown>> {
  const text = Buffer.concat(await call.body()).toString();
  return text.trim() === '' ? {} : parseObject(text, 'The body');
}

function expectMethod({ method, path }: Call, expected: 'GET' | 'POST'): void {
  if (method !== expected && !(method === 'HEAD' && expected === 'GET'))
    throw new InvalidRequest(`/${path.join('/')}: expected ${expected}, found ${method}.`, 405);
}

function notFound({ path }: Call): InvalidRequest {
  return new InvalidRequest(`There is nothing at /${path.join('/')}.`, 404);
}
