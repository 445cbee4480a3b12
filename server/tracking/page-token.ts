import { invalid } from './limits.ts';

/** MLflow's own form of a page token, base64 of `{"offset": n}`; callers treat it as opaque. */
export function pageToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64');
}

/** @throws TrackingError INVALID_PARAMETER_VALUE for what is no token of ours */
export function pageOffset(token: string | null): number {
  if (token === null || token === '') return 0;
  const decoded = Buffer.from(token, 'base64').toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(decoded);
  } catch {
    throw invalid(`Invalid page token, decoded value=${decoded}`);
  }
  const offset = typeof parsed === 'object' && parsed !== null && 'offset' in parsed ? parsed.offset : null;
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset <= 0)
    throw invalid(`Invalid page token, parsed value=${decoded}`);
  return offset;
}
