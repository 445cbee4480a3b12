import type { NotificationName, Notifications, ParamsOf, ResultOf } from '../../schemas/protocol/rpc.ts';
import type { ToHost, ToView, ViewContract, ViewRead } from '../../schemas/protocol/views/messages.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** A read that the runner refused, in words for a person. */
export class HostError extends Error {
  /** Stable, like `SLW-STORE-FULL`; null where the failure has none. */
  readonly code: string | null;
  readonly hint: string | null;

  constructor(message: string, code: string | null, hint: string | null) {
    super(message);
    this.name = 'HostError';
    this.code = code;
    this.hint = hint;
  }
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The view's end of the line to its panel. One for each webview. */
export class Host<C extends ViewContract> {
  private readonly api = acquireVsCodeApi();
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Map<NotificationName, Set<(params: never) => void>>();
  private stateListener: (state: C['state'], strings: C['strings']) => void = () => {};
  private lastId = 0;

  /**
   * Starts listening and asks for the panel's state. `onState` is called with it now, and again whenever the
   * panel comes back into sight: what was shown may be stale then, so ask for it again.
   */
  start(onState: (state: C['state'], strings: C['strings']) => void): void {
    this.stateListener = onState;
    window.addEventListener('message', (event: MessageEvent<ToView<C['state'], C['strings']>>) =>
      this.receive(event.data),
    );
    this.post({ type: 'ready' });
  }

  /** @throws HostError where the runner refuses; an `AbortError` where `signal` is aborted. */
  request<M extends ViewRead>(method: M, params: ParamsOf<M>, signal?: AbortSignal): Promise<ResultOf<M>> {
    signal?.throwIfAborted();
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: (result) => resolve(result as ResultOf<M>), reject });
      signal?.addEventListener('abort', () => this.cancel(id), { once: true });
      this.post({ type: 'request', id, method, params } as ToHost<C['action']>);
    });
  }

  on<N extends NotificationName>(name: N, listener: (params: Notifications[N]) => void): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners);
    listeners.add(listener as (params: never) => void);
    return () => listeners.delete(listener as (params: never) => void);
  }

  act(action: C['action']): void {
    this.post({ type: 'action', action });
  }

  saved(): Partial<C['saved']> {
    return (this.api.getState() as C['saved'] | undefined) ?? {};
  }

  save(state: C['saved']): void {
    this.api.setState(state);
  }

  private post(message: ToHost<C['action']>): void {
    this.api.postMessage(message);
  }

  private cancel(id: number): void {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    this.pending.delete(id);
    this.post({ type: 'cancel', id });
    pending.reject(new DOMException('The view no longer needs this.', 'AbortError'));
  }

  private receive(message: ToView<C['state'], C['strings']>): void {
    switch (message.type) {
      case 'state':
        this.stateListener(message.state, message.strings);
        return;
      case 'notification':
        for (const listener of this.listeners.get(message.name) ?? []) listener(message.params as never);
        return;
      case 'response':
      case 'failure': {
        const pending = this.pending.get(message.id);
        this.pending.delete(message.id);
        if (message.type === 'response') pending?.resolve(message.result);
        else pending?.reject(new HostError(message.message, message.code, message.hint));
      }
    }
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** A failure in words for a person. */
export interface Problem {
  message: string;
  hint: string | null;
}

export function problemOf(error: unknown): Problem {
  return {
    message: error instanceof Error ? error.message : String(error),
    hint: error instanceof HostError ? error.hint : null,
  };
}
