import { TrackingError, type TrackingErrorCode } from '../tracker.ts';
import type { Call, MlflowServer } from './mlflow-call.ts';

const byStatus: Record<number, TrackingErrorCode> = {
  401: 'PERMISSION_DENIED',
  403: 'PERMISSION_DENIED',
  404: 'RESOURCE_DOES_NOT_EXIST',
  409: 'RESOURCE_ALREADY_EXISTS',
  408: 'TEMPORARILY_UNAVAILABLE',
  429: 'TEMPORARILY_UNAVAILABLE',
  502: 'TEMPORARILY_UNAVAILABLE',
  503: 'TEMPORARILY_UNAVAILABLE',
  504: 'TEMPORARILY_UNAVAILABLE',
};
const codes: ReadonlySet<string> = new Set<TrackingErrorCode>([
  'INVALID_PARAMETER_VALUE',
  'RESOURCE_ALREADY_EXISTS',
  'RESOURCE_DOES_NOT_EXIST',
  'BAD_REQUEST',
  'PERMISSION_DENIED',
  'INVALID_STATE',
  'TEMPORARILY_UNAVAILABLE',
  'INTERNAL_ERROR',
]);

/** The server's own words and code where it gave them; otherwise what its status means. */
export async function errorOfResponse(
  server: MlflowServer,
  path: string,
  response: Response,
): Promise<TrackingError> {
  const body = await response.text().catch(() => '');
  const { error_code: code, message } = parsed(body);
  if (response.status === 401)
    return new TrackingError(
      'PERMISSION_DENIED',
      server.token() === null
        ? `${server.name} (${server.uri}) asks for credentials`
        : `${server.name} (${server.uri}) refuses the token that it was given`,
    );
  const fallback = byStatus[response.status] ?? (response.status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR');
  return new TrackingError(
    typeof code === 'string' && codes.has(code) ? (code as TrackingErrorCode) : fallback,
    typeof message === 'string' && message !== ''
      ? message
      : `${server.name} (${server.uri}) answered ${path} with ${response.status} ${response.statusText}`.trim(),
  );
}

/** No answer at all. */
export function unreachable(server: MlflowServer, error: unknown): TrackingError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // undici's message for a host with several addresses is empty; the code is not.
  const reason =
    cause instanceof Error
      ? cause.message || (cause as NodeJS.ErrnoException).code || cause.name
      : String(cause);
  return new TrackingError(
    'TEMPORARILY_UNAVAILABLE',
    `${server.name} (${server.uri}) cannot be reached: ${reason}`,
  );
}

/** Worth another try: the server is busy or being restarted. 500 is MLflow's own failure and repeats. */
export function isTransient(response: Response, call: Call): boolean {
  if (response.status === 429 || response.status === 503) return true;
  return (
    call.once !== true && (response.status === 408 || response.status === 502 || response.status === 504)
  );
}

function parsed(body: string): { error_code?: unknown; message?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
