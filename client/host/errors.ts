import type { UserErrorData } from '../../schemas/protocol/runner.ts';

/** A failure that a person can meet: `message` says what was expected and found, `hint` the next step. */
export class ClientError extends Error implements UserErrorData {
  readonly code: string;
  readonly hint: string | null;

  constructor(code: string, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ClientError';
    this.code = code;
    this.hint = hint;
  }
}

/** `message`, `code` and `hint` of anything thrown; a JSON-RPC error carries the last two in `data`. */
export function describeError(error: unknown): { message: string; code: string | null; hint: string | null } {
  if (!(error instanceof Error)) return { message: String(error), code: null, hint: null };
  if (error instanceof ClientError) return { message: error.message, code: error.code, hint: error.hint };
  const data = 'data' in error ? error.data : null;
  return isUserErrorData(data)
    ? { message: error.message, code: data.code, hint: data.hint }
    : { message: error.message, code: null, hint: null };
}

function isUserErrorData(data: unknown): data is UserErrorData {
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    typeof data.code === 'string' &&
    'hint' in data
  );
}
