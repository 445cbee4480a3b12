import { InvalidRequest } from './invalid-request.ts';

export type JsonObject = Record<string, unknown>;

/**
 * The JSON object of a request.
 * @throws InvalidRequest where it is none; `what` names it in the message
 */
export function parseObject(text: string, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidRequest(
      `${what} is not valid JSON: ${error instanceof Error ? error.message : error}.${/\b(NaN|Infinity)\b/.test(text) ? ' JSON has no NaN or Infinity: write null and 1e999, or send binary tensors.' : ''}`,
    );
  }
  if (!isObject(value)) throw new InvalidRequest(`${what} must be a JSON object.`);
  return value;
}

/** The same with integers beyond 2^53 as bigint, of which `JSON.parse` alone loses digits. Slower. */
export function parseExactly(text: string): JsonObject {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
      ? BigInt(context.source)
      : value,
  ) as JsonObject;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
