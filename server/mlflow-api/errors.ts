import { UserError } from '../core/user-error.ts';
import { RequestRefused } from '../http/request-refused.ts';
import { TrackingError, type TrackingErrorCode } from '../tracking/tracker.ts';

/** HTTP status of each of MLflow's error codes, as its own server answers them, but where said. */
const statusOf: Record<TrackingErrorCode, number> = {
  INVALID_PARAMETER_VALUE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  BAD_REQUEST: 400,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  // MLflow itself says 500, which its clients repeat for minutes though nothing will change.
  INVALID_STATE: 400,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
  RESOURCE_EXHAUSTED: 507,
};

export interface ErrorReply {
  status: number;
  body: { error_code: string; message: string };
}

/**
 * What a client is told. A full disk is 507, which no client retries; what nobody foresaw is 500,
 * without its details (the caller logs them).
 */
export function errorReply(error: unknown): ErrorReply {
  if (error instanceof TrackingError) {
    return { status: statusOf[error.code], body: { error_code: error.code, message: error.message } };
  }
  if (error instanceof RequestRefused) {
    return { status: error.status, body: { error_code: 'BAD_REQUEST', message: error.message } };
  }
  if (error instanceof UserError) {
    const hint = error.hint === null ? '' : ` ${error.hint}`;
    return {
      status: 507,
      body: { error_code: 'RESOURCE_EXHAUSTED', message: `${error.message}${hint} (${error.code})` },
    };
  }
  return {
    status: 500,
    body: { error_code: 'INTERNAL_ERROR', message: 'An internal error; the runner log has its details.' },
  };
}

export function invalidParameter(message: string): TrackingError {
  return new TrackingError('INVALID_PARAMETER_VALUE', message);
}
