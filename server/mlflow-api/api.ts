import type { IncomingMessage, RequestListener, ServerOptions, ServerResponse } from 'node:http';
import { refuseBrowsers, requireJson } from '../http/guard.ts';
import { TrackingError } from '../tracking/tracker.ts';
import { readJson } from './body.ts';
import { errorReply } from './errors.ts';
import type { Fields } from './fields.ts';
import type { Call, Patience, Route, Services } from './route.ts';
import { Router } from './router.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { experimentRoutes } from './routes/experiments.ts';
import { loggedModelRoutes } from './routes/logged-models.ts';
import { metricRoutes } from './routes/metrics.ts';
import { modelVersionRoutes } from './routes/model-versions.ts';
import { registeredModelRoutes } from './routes/registered-models.ts';
import { runLoggingRoutes } from './routes/run-logging.ts';
import { runRoutes } from './routes/runs.ts';
import { serverRoutes } from './routes/server.ts';
import type { RequestContext } from './secrets.ts';

export interface MlflowApiOptions extends Services {
  /** What the first segment of the path opens; null for an unknown secret, which is answered as a path that is not there. */
  resolveSecret(segment: string): RequestContext | null | Promise<RequestContext | null>;
  /** Told of what nobody foresaw; the client sees a plain INTERNAL_ERROR. */
  onUnexpectedError(error: unknown): void;
}

/**
 * For `http.createServer`. Bodies have their own deadlines, because an upload of many gigabytes may take long;
 * connections are kept while a training thinks, or its client would race the close.
 */
export const mlflowServerOptions: ServerOptions = {
  requestTimeout: 0,
  headersTimeout: 10_000,
  keepAliveTimeout: 300_000,
  maxHeaderSize: 16 * 1024,
  noDelay: true,
};

export const mlflowPatience: Patience = { jsonBodyMs: 30_000, idleTransferMs: 60_000 };

const routes: Route[] = [
  ...serverRoutes,
  ...runLoggingRoutes,
  ...runRoutes,
  ...experimentRoutes,
  ...metricRoutes,
  ...artifactRoutes,
  ...registeredModelRoutes,
  ...modelVersionRoutes,
  ...loggedModelRoutes,
];

/** Query parameters that are lists even when they occur once. */
const listParameters = new Set(['run_ids', 'experiment_ids', 'order_by', 'stages']);

/**
 * MLflow's REST API as a listener of a node:http server on 127.0.0.1, below `/<secret>/`. Only what the route
 * table declares is served. Every refusal is a JSON body with MLflow's own error code.
 */
export function createMlflowApi(options: MlflowApiOptions): RequestListener {
  const router = new Router(routes);
  return (request, response) => {
    serve(router, options, request, response).catch((error: unknown) => {
      const reply = errorReply(error);
      if (reply.status === 500 && !(error instanceof TrackingError)) options.onUnexpectedError(error);
      sendError(request, response, reply.status, reply.body);
    });
  };
}

async function serve(
  router: Router,
  options: MlflowApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  refuseBrowsers(request);
  const url = request.url ?? '/';
  const method = request.method ?? 'GET';
  const afterSecret = url.indexOf('/', 1);
  const context = afterSecret > 1 ? await options.resolveSecret(url.slice(1, afterSecret)) : null;
  if (context === null) throw endpointNotFound();
  const mark = url.indexOf('?', afterSecret);
  const match = router.find(method, apiPath(url.slice(afterSecret + 1, mark === -1 ? undefined : mark)));
  if (match === null) throw endpointNotFound();
  const { route, path } = match;
  const query = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
  if (route.kind === 'stream') {
    await route.handle(options, { fields: {}, path, query, context }, request, response);
    return;
  }
  const call: Call = {
    fields: await requestFields(request, method, query, options.patience.jsonBodyMs),
    path,
    query,
    context,
  };
  sendJson(response, 200, await route.handle(options, call));
}

/** The UI's paths are the client's under another name. */
function apiPath(path: string): string {
  return path.startsWith('ajax-api/') ? path.slice('ajax-'.length) : path;
}

async function requestFields(
  request: IncomingMessage,
  method: string,
  query: URLSearchParams,
  deadlineMs: number,
): Promise<Fields> {
  if (method === 'GET') return queryFields(query);
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (method !== 'DELETE' || hasBody) requireJson(request);
  return readJson(request, deadlineMs);
}

function queryFields(query: URLSearchParams): Fields {
  const fields: Fields = {};
  for (const [name, value] of query) fields[name] = listParameters.has(name) ? query.getAll(name) : value;
  return fields;
}

function endpointNotFound(): TrackingError {
  return new TrackingError('ENDPOINT_NOT_FOUND', 'No such endpoint.');
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(text);
}

/** Where part of the request was not read, the connection ends with the answer. */
function sendError(request: IncomingMessage, response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (!request.complete) {
    response.setHeader('connection', 'close');
    request.resume();
  }
  sendJson(response, status, body);
}
