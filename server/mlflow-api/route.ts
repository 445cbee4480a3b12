import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from '../registry/registry.ts';
import type { ArtifactFiles } from '../tracking/artifact-store.ts';
import type { LoggedModels } from '../tracking/logged-models.ts';
import type { RunAdoption } from '../tracking/run-adoption.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { Fields } from './fields.ts';
import type { RequestContext } from './secrets.ts';

/** How long a slow client is waited for. */
export interface Patience {
  /** From the first byte of a JSON body to its last. */
  jsonBodyMs: number;
  /** While an upload or download stands still; as a whole it may take any time. */
  idleTransferMs: number;
}

/** What handlers work on. */
export interface Services {
  tracker: Tracker;
  registry: Registry;
  loggedModels: LoggedModels;
  artifacts: ArtifactFiles;
  adoption: RunAdoption;
  patience: Patience;
}

export interface Call {
  /** The JSON body, or the query of a GET. */
  fields: Fields;
  /** Parts of the path that the route leaves open, by name, decoded once. */
  path: Record<string, string>;
  query: URLSearchParams;
  context: RequestContext;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Answers with JSON. */
export interface JsonRoute {
  kind: 'json';
  method: Method;
  /** Below `/api/2.0/`; `{name}` matches one segment. */
  path: string;
  handle(services: Services, call: Call): Promise<object>;
}

/** Reads and writes the connection itself; the last part of its path is open: `{name...}`. */
export interface StreamRoute {
  kind: 'stream';
  method: Method;
  path: string;
  handle(services: Services, call: Call, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export type Route = JsonRoute | StreamRoute;

export function json(method: Method, path: string, handle: JsonRoute['handle']): JsonRoute {
  return { kind: 'json', method, path, handle };
}

export function stream(method: Method, path: string, handle: StreamRoute['handle']): StreamRoute {
  return { kind: 'stream', method, path, handle };
}
