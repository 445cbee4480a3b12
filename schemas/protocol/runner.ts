/** Raised when a message changes its meaning. The newest runner wins; an older client says so and stays out. */
export const protocolVersion = 1;

export interface RunnerInfo {
  serverVersion: string;
  protocolVersion: number;
  pid: number;
  /** Real path of the workspace folder. */
  folder: string;
  /** Base URI for the user's own mlflow client; holds a secret. */
  trackingUri: string;
  /** Set where the store could only be opened for reading, with the reason. */
  readOnly: string | null;
}

/** What `slipway runner ensure --json` prints, and what the discovery file holds: enough to connect. */
export interface RunnerAddress {
  socket: string;
  token: string;
  pid: number;
  serverVersion: string;
  protocolVersion: number;
}

/** `ci`: the command line in a job of a CI service. */
export type ClientKind = 'editor' | 'cli' | 'ci' | 'lsp' | 'supervisor';

/**
 * Both ends prove that they know the token before anything else is said:
 * proof = hex(HMAC-SHA256(token, `${role}:${nonce}`)) over the other end's nonce.
 */
export interface HandshakeRequests {
  hello: {
    params: {
      nonce: string;
      clientVersion: string;
      protocolVersion: number;
      clientKind: ClientKind;
    };
    result: { nonce: string; proof: string };
  };
  prove: { params: { proof: string }; result: RunnerInfo };
}

export interface RunnerRequests {
  'runner/info': {
    params: Record<string, never>;
    result: RunnerInfo & { uptimeMs: number; rssBytes: number; live: number };
  };
  /** Ends the runner; running work goes on under its supervisors and is found again. */
  'runner/stop': { params: { reason: string }; result: null };
  /** Whether the runner starts when the user logs in; changed first where `set` is not null. */
  'runner/atLogin': { params: { set: boolean | null }; result: AtLogin };
}

export interface AtLogin {
  atLogin: boolean;
  /** The file that the system reads at login. */
  file: string;
}

/** Something a person should read once: a full disk, a store opened read-only, a port that was taken. */
export interface RunnerNotice {
  severity: 'info' | 'warning' | 'error';
  code: string;
  message: string;
}

export interface RunnerNotifications {
  'runner/notice': RunnerNotice;
}

/** Errors cross the socket as JSON-RPC errors with this in `data`. */
export interface UserErrorData {
  /** Stable, like `SLW-STORE-FULL`. */
  code: string;
  /** What to do, when `message` does not say it already. */
  hint: string | null;
}
