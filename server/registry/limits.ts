import { posix } from 'node:path';
import { TrackingError } from '../tracking/tracker.ts';
import type { ModelStage } from './registry.ts';

/** MLflow's checks of names in the registry, with its wording (mlflow/utils/validation.py, 3.x). */
const maxTagKey = 250;
const maxTagValue = 100_000;
const maxAlias = 255;

export const stages: readonly ModelStage[] = ['None', 'Staging', 'Production', 'Archived'];

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function checkModelName(name: string): void {
  if (name.trim() === '') throw invalid("Missing value for required parameter 'name'.");
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  if (posix.normalize(name) !== name || name === '.' || name === '..') {
    throw invalid(
      `Invalid value ${JSON.stringify(name)} for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${posix.normalize(name)}'`,
    );
  }
}

/** The number of a version. @throws TrackingError INVALID_PARAMETER_VALUE */
export function versionNumber(version: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(version)) {
    throw invalid(`Parameter 'version' must be an integer, got '${version}'.`);
  }
  return Number(version);
}

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function checkTagKey(key: string): void {
  if (!/^[/\w.\- :\p{L}\p{N}\p{M}]*$/u.test(key)) {
    throw invalid(
      `Invalid value ${JSON.stringify(key)} for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
    );
  }
  checkLength('key', key, maxTagKey);
}

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function checkTag(key: string, value: string): void {
  checkTagKey(key);
  checkLength('value', value, maxTagValue);
}

/** @throws TrackingError INVALID_PARAMETER_VALUE */
export function checkAlias(alias: string): void {
  if (alias === '') throw invalid('Registered model alias name cannot be empty.');
  if (!/^[\w\-\p{L}\p{N}]*$/u.test(alias)) {
    throw invalid(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  checkLength('Registered model alias name', alias, maxAlias);
}

/** @throws TrackingError INVALID_PARAMETER_VALUE: a name that MLflow itself gives a meaning */
export function checkAliasIsFree(alias: string): void {
  if (alias.toLowerCase() === 'latest') {
    throw invalid("'latest' alias name (case insensitive) is reserved.");
  }
  if (/^[vV]\d+$/.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
}

/** The stage as MLflow spells it. @throws TrackingError INVALID_PARAMETER_VALUE */
export function canonicalStage(stage: string): ModelStage {
  const found = stages.find((known) => known.toLowerCase() === stage.toLowerCase());
  if (found === undefined) {
    throw invalid(`Invalid Model Version stage: ${stage}. Value must be one of ${stages.join(', ')}.`);
  }
  return found;
}

function checkLength(name: string, text: string, limit: number): void {
  if ([...text].length > limit) throw invalid(`'${name}' exceeds the maximum length of ${limit} characters`);
}

function invalid(message: string): TrackingError {
  return new TrackingError('INVALID_PARAMETER_VALUE', message);
}
