import type * as vscode from 'vscode';
import type { TrackerInfo } from '../../../../schemas/protocol/tracking.ts';
import type { Host } from '../../../host/host.ts';
import type { RunnerConnection } from '../../../host/runner/connection.ts';

type Named = Pick<TrackerInfo, 'name' | 'uri'>;

/**
 * Tokens of remote trackers: kept in SecretStorage under the server's address (a changed slipway.yaml cannot have one
 * sent elsewhere), handed to runners for their memory.
 */
export class TrackerCredentials {
  readonly #secrets: vscode.SecretStorage;
  readonly #handed = new WeakMap<RunnerConnection, Map<string, string>>();

  /** One was set or forgotten, here or in another window. */
  readonly onDidChange: vscode.Event<vscode.SecretStorageChangeEvent>;

  constructor({ context }: Host) {
    this.#secrets = context.secrets;
    this.onDidChange = context.secrets.onDidChange;
  }

  /** Null forgets it. */
  async store(runner: RunnerConnection, { name, uri }: Named, token: string | null): Promise<void> {
    this.#handedTo(runner).delete(name);
    if (token === null) await this.#secrets.delete(keyOf(uri));
    else await this.#secrets.store(keyOf(uri), token);
    await runner.request('credentials/set', { tracker: name, token });
    if (token !== null) this.#handedTo(runner).set(name, keyOf(uri) + token);
  }

  /** Hands over what is stored, once each: `handed` now, `known` since before, or `none` to hand over. */
  async handOver(runner: RunnerConnection, { name, uri }: Named): Promise<'handed' | 'known' | 'none'> {
    const token = await this.#secrets.get(keyOf(uri));
    if (token === undefined) return 'none';
    const handed = this.#handedTo(runner);
    if (handed.get(name) === keyOf(uri) + token) return 'known';
    handed.set(name, keyOf(uri) + token);
    await runner.request('credentials/set', { tracker: name, token });
    return 'handed';
  }

  /** The runner is a new one and knows nothing. */
  forgetHandedTo(runner: RunnerConnection): void {
    this.#handed.delete(runner);
  }

  #handedTo(runner: RunnerConnection): Map<string, string> {
    const known = this.#handed.get(runner) ?? new Map<string, string>();
    this.#handed.set(runner, known);
    return known;
  }
}

function keyOf(uri: string): string {
  return `slipway.tracker ${uri}`;
}
