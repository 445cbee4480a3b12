/** A request that is not answered, with this message: of class 500 where the server is to blame, 401 or 429 where nobody looked at it. */
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

/** The model itself gave an error, and goes on. */
export class InputsRefused extends InferenceError {
  constructor(message: string) {
    super(500, message);
  }
}
