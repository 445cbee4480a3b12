import { posix } from 'node:path';
import type { LogBatch, MetricPoint } from './tracker.ts';
import { TrackingError } from './tracker.ts';

/** MLflow's limits, checks and wording (mlflow/utils/validation.py, 3.x); lengths in Unicode code points. */
const maxKey = 250;
const maxParamValue = 6000;
const maxTagValue = 8000;
const maxExperimentName = 500;
const maxExperimentTagValue = 20_000;
const maxMetricsPerBatch = 1000;
const maxParamsOrTagsPerBatch = 100;
const maxEntitiesPerBatch = 1000;

const allowedName = /^[/\w.\- :\p{L}\p{N}\p{M}]*$/u;
const allowedRunId = /^[a-zA-Z0-9][\w-]{0,255}$/;
const nameRule =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).';

export function invalid(message: string): TrackingError {
  return new TrackingError('INVALID_PARAMETER_VALUE', message);
}

function invalidValue(path: string, value: unknown, reason: string): TrackingError {
  const shown = JSON.stringify(value);
  return invalid(
    `Invalid value ${shown} for parameter '${path}' supplied${reason === '' ? '.' : `: ${reason}`}`,
  );
}

/**
 * What no database keeps as it is (NUL, half of a surrogate pair) is refused: MLflow takes the one cut, and dies of the other.
 * @throws TrackingError INVALID_PARAMETER_VALUE: empty, too long, or with such letters
 */
export function checkExperimentName(name: string): void {
  if (name === '') throw invalid(`Invalid experiment name: '${name}'`);
  if (name.includes('\0') || !name.isWellFormed())
    throw invalidValue('name', name, 'it has a NUL character, or half of a character beyond U+FFFF');
  checkLength('name', name, maxExperimentName);
}

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function checkExperimentTag(key: string, value: string): void {
  checkKey('key', key);
  checkLength('key', key, maxKey);
  checkLength('value', value, maxExperimentTagValue);
}

/** @throws TrackingError INVALID_PARAMETER_VALUE: not a run id that MLflow takes */
export function checkRunId(runId: string): void {
  if (!allowedRunId.test(runId)) throw invalidValue('run_id', runId, '');
}

/**
 * Checks a whole batch as MLflow does. Values of params and tags that are too long come back cut, which is
 * MLflow's own default (`MLFLOW_TRUNCATE_LONG_VALUES`).
 * @throws TrackingError INVALID_PARAMETER_VALUE
 */
export function checkBatch(batch: LogBatch): LogBatch {
  const { metrics, params, tags } = batch;
  const alone = metrics.length + params.length + tags.length === 1;
  for (let index = 0; index < metrics.length; index++) {
    const metric = metrics[index];
    if (metric !== undefined && !isPlainMetric(metric))
      checkMetric(metric, alone ? '' : `metrics[${index}].`);
  }
  const checked = {
    metrics,
    params: params.map(({ key, value }, index) => {
      checkKey(alone ? 'key' : `params[${index}].key`, key);
      checkLength('Param key', key, maxKey);
      return { key, value: cut(value, maxParamValue) };
    }),
    tags: tags.map(({ key, value }, index) => {
      const path = alone ? 'key' : `tags[${index}].key`;
      checkKey(path, key);
      checkLength(path, key, maxKey);
      return { key, value: cut(value, maxTagValue) };
    }),
  };
  checkCount('metrics', metrics.length, maxMetricsPerBatch);
  checkCount('params', params.length, maxParamsOrTagsPerBatch);
  checkCount('tags', tags.length, maxParamsOrTagsPerBatch);
  checkCount('metrics, params, and tags', metrics.length + params.length + tags.length, maxEntitiesPerBatch);
  checkUniqueParams(params);
  return checked;
}

export function cutTagValue(value: string): string {
  return cut(value, maxTagValue);
}

/** What nearly every point is: found so without making the words of an error. */
function isPlainMetric({ key, value, timestamp, step }: MetricPoint): boolean {
  return (
    knownNames.has(key) &&
    key.length <= maxKey &&
    typeof value === 'number' &&
    Number.isSafeInteger(timestamp) &&
    timestamp >= 0 &&
    Number.isSafeInteger(step)
  );
}

/** `path` is empty, or leads to the metric in its batch. */
function checkMetric(metric: MetricPoint, path: string): void {
  const { key, value, timestamp, step } = metric;
  checkKey(`${path}name`, key);
  if (typeof value !== 'number')
    throw invalidValue(
      `${path}value`,
      value,
      `(timestamp=${timestamp}). Please specify value as a valid double (64-bit floating point)`,
    );
  if (!Number.isSafeInteger(timestamp) || timestamp < 0)
    throw invalidValue(
      `${path}timestamp`,
      timestamp,
      `metric '${key}' (value=${value}). Timestamp must be a nonnegative long (64-bit integer) `,
    );
  if (!Number.isSafeInteger(step))
    throw invalidValue(
      `${path}step`,
      step,
      `metric '${key}' (value=${value}). Step must be a valid long (64-bit integer).`,
    );
  checkLength('Metric name', key, maxKey);
}

/** Names that passed lately: a training logs the same few, a thousand times a second. */
const knownNames = new Set<string>();

function checkKey(path: string, key: string): void {
  if (knownNames.has(key)) return;
  if (!allowedName.test(key)) throw invalidValue(path, key, nameRule);
  const resolved = resolvedName(key);
  if (resolved !== key || resolved === '.' || resolved.startsWith('..') || resolved.startsWith('/'))
    throw invalidValue(
      path,
      key,
      `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`,
    );
  if (knownNames.size >= 10_000) knownNames.clear();
  knownNames.add(key);
}

/** As Python's posixpath.normpath: unlike Node's, it drops a slash at the end. */
function resolvedName(key: string): string {
  const normal = posix.normalize(key);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function checkLength(name: string, text: string, limit: number): void {
  if (text.length > limit && [...text].length > limit)
    throw invalid(`'${name}' exceeds the maximum length of ${limit} characters`);
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = [...text];
  return points.length <= limit ? text : points.slice(0, limit).join('');
}

function checkCount(what: string, count: number, limit: number): void {
  if (count > limit)
    throw invalid(
      `A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
    );
}

function checkUniqueParams(params: { key: string }[]): void {
  const seen = new Set<string>();
  const repeated: string[] = [];
  for (const { key } of params) {
    if (seen.has(key)) repeated.push(key);
    seen.add(key);
  }
  if (repeated.length > 0)
    throw invalid(
      `Duplicate parameter keys have been submitted: [${repeated.map((key) => `'${key}'`).join(', ')}]. Please ensure the request contains only one param value per param key.`,
    );
}
