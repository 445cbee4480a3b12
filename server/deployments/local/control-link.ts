import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type {
  AnsweredRequest,
  BenchmarkedRevision,
  ControlChallenge,
  ControlProof,
  InferenceAnswer,
  InferenceNews,
  InferenceOrder,
  LoadedRevision,
  NumberedAlert,
  ReplayedRequests,
  RevisionMeasurement,
  RevisionStatus,
  SwitchedRevision,
  WarmedRevision,
} from '../../../schemas/protocol/inference.ts';
import { UserError } from '../../core/user-error.ts';
import { proofOf } from '../../discovery/handshake.ts';

type OrderName = InferenceOrder['order'];
export type OrderOf<N extends OrderName> = Omit<Extract<InferenceOrder, { order: N }>, 'id'>;
export type AnswerTo<N extends OrderName> = N extends keyof Answers ? Answers[N] : null;

interface Answers {
  load: LoadedRevision;
  warm: WarmedRevision;
  makeLive: SwitchedRevision;
  replay: ReplayedRequests;
  benchmark: BenchmarkedRevision;
  infer: AnsweredRequest;
  status: RevisionStatus[];
  measure: RevisionMeasurement[];
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The runner's end of an inference server's control socket. */
export class ControlLink {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;
  #sleeping: readonly string[] = [];
  #alerts: readonly NumberedAlert[] = [];
  #onNews: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Rejects where nobody listens. A wrong token shows at the first order: the server hangs up. */
  static open(path: string, token: string): Promise<ControlLink> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      const link = new ControlLink(socket);
      socket.on('error', reject);
      socket.once('close', () => {
        reject(new Error('The inference server hung up.'));
        link.#lose();
      });
      const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
      // It passes the errors of its input on.
      lines.on('error', reject);
      lines.once('line', (line) => {
        const { nonce } = JSON.parse(line) as ControlChallenge;
        const proof: ControlProof = { proof: proofOf(token, 'client', nonce) };
        socket.write(`${JSON.stringify(proof)}\n`);
        lines.on('line', (message) => link.#take(JSON.parse(message) as InferenceAnswer | InferenceNews));
        resolve(link);
      });
    });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** Revisions that the next request loads again. */
  get sleeping(): readonly string[] {
    return this.#sleeping;
  }

  /** Alerts that the server still tells. */
  get alerts(): readonly NumberedAlert[] {
    return this.#alerts;
  }

  /** Called when either are others. */
  onNews(listener: () => void): void {
    this.#onNews = listener;
  }

  onClose(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  /** Rejects with what the server says, or `UserError` `SLW-INFERENCE-LOST` where it is gone. */
  order<N extends OrderName>(order: OrderOf<N> & { order: N }): Promise<AnswerTo<N>> {
    if (!this.isOpen) return Promise.reject(lost());
    const id = ++this.#orders;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (result) => resolve(result as AnswerTo<N>), reject });
      this.#socket.write(`${JSON.stringify({ id, ...order })}\n`);
    });
  }

  /** The server goes on. */
  close(): void {
    this.#socket.destroy();
  }

  #take(answer: InferenceAnswer | InferenceNews): void {
    if ('sleeping' in answer) {
      this.#sleeping = answer.sleeping;
      this.#alerts = answer.alerts;
      this.#onNews();
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.result);
  }

  #lose(): void {
    for (const { reject } of this.#waiting.values()) reject(lost());
    this.#waiting.clear();
  }
}

function lost(): UserError {
  return new UserError(
    'SLW-INFERENCE-LOST',
    'The inference server ended before it answered.',
    'It is started again by itself; server.log in the target’s state folder says why it ended.',
  );
}
