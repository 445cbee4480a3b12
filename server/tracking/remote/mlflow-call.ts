export interface MlflowServer {
  /** For messages: the tracker's name. */
  name: string;
  /** Base URI without a trailing slash. */
  uri: string;
  /** Set: basic authentication with the token as password; null: bearer token. */
  username: string | null;
  /** Asked for before every request, so that a token that comes later is used at once. */
  token: () => string | null;
  /** A token is expected: without one no request is made. */
  needsToken: boolean;
}

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** Below the base URI, beginning with a slash. */
  path: string;
  query?: Record<string, string | number | string[] | undefined>;
  json?: unknown;
  /** Doing it twice would add something: retried only where the server has not seen it. */
  once?: boolean;
  signal?: AbortSignal | undefined;
}
