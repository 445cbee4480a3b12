import { ResponseError } from 'vscode-jsonrpc/node';
import type { UserErrorData } from '../../schemas/protocol/runner.ts';
import { UserError } from '../core/user-error.ts';
import { logError } from '../discovery/daemon-log.ts';
import { TrackingError } from '../tracking/tracker.ts';

const userErrorCode = -32_000;

/** A failure as it crosses the wire; what nobody foresaw is logged here. `hint` is for that alone. */
export function asResponseError(error: unknown, hint: string): ResponseError<UserErrorData> {
  if (error instanceof UserError) return errorResponse(error.message, { code: error.code, hint: error.hint });
  if (error instanceof TrackingError) return errorResponse(error.message, { code: error.code, hint: null });
  logError('request', error);
  const message = error instanceof Error ? error.message : String(error);
  return errorResponse(message, { code: 'SLW-INTERNAL', hint });
}

export function errorResponse(message: string, data: UserErrorData): ResponseError<UserErrorData> {
  return new ResponseError(userErrorCode, message, data);
}
