/** A request that was understood and could not be answered: of class 500, with this message. */
export class InferenceError extends Error {
  readonly status: number;
  /** When it may be worth asking again. */
  readonly retryAfterS: number | null;

  constructor(status: number, message: string, retryAfterS: number | null = null) {
    super(message);
    this.name = 'InferenceError';
    this.status = status;
    this.retryAfterS = retryAfterS;
  }
}
