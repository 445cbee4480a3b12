import type { ErrorObject } from 'ajv';
import { adviseName } from '../../core/nearest-name.ts';

/** Where a pattern says nothing to a person, these words do. Keys are the `definitions` of the schema. */
const forms: Record<string, string> = {
  name: 'letters, digits, ".", "_" and "-", beginning with a letter or digit',
  timeOfDay: 'a time like "22:00", in quotes',
  timeZone: 'a time zone like Europe/Vienna',
  memory: 'a size with its unit, like 16GiB',
  duration: 'a duration with its unit, like 10m or 7d',
};
const patterns: Record<string, string> = {
  uri: 'an http:// or https:// address without credentials, like https://mlflow.example.com',
  tokenEnv: 'the name of an environment variable, like TEAM_MLFLOW_TOKEN (not the token itself)',
  username: 'a user name without ":"',
  cron: 'five fields, like "0 2 * * *"',
  pipeline: 'the path of a dvc.yaml',
  currency: 'a code of three capital letters, like EUR',
  date: 'a date like 2026-11-01',
  days: 'days like mon-fri or sat,sun',
};

/** One error of ajv in a person's words. `found` is the value at the error's place. */
export function describeSchemaError(error: ErrorObject, found: unknown): string {
  const key = error.instancePath.split('/').at(-1) ?? '';
  const place = pathInWords(error.instancePath);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(error.params.additionalProperty), place, error.parentSchema?.properties);
    case 'required':
      return `${place} lacks "${error.params.missingProperty}"`;
    case 'propertyNames':
      return error.params.propertyName === 'local'
        ? '"local" always means the tracker of this workspace; choose another name'
        : `"${error.params.propertyName}" is no valid name in ${place}`;
    case 'enum':
      return `${place} is ${shown(found)}; expected one of ${(error.params.allowedValues as unknown[]).map(shown).join(', ')}`;
    case 'const':
      return `${place} is ${shown(found)}; expected ${shown(error.params.allowedValue)}`;
    case 'type':
      return `${place} is ${shown(found)}; expected ${withArticle(String(error.params.type))}`;
    case 'pattern': {
      const definition = /definitions\/(\w+)\//.exec(error.schemaPath)?.[1] ?? '';
      return `${place} is ${shown(found)}; expected ${patterns[key] ?? forms[definition] ?? `text that matches ${error.params.pattern}`}`;
    }
    case 'anyOf':
      return `${place} is ${shown(found)}; expected "auto" or a whole number`;
    default:
      return `${place} ${error.message ?? 'is not valid'}`;
  }
}

function pathInWords(instancePath: string): string {
  const keys = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.length ? `"${keys.join('.')}"` : 'the file';
}

function withArticle(type: string): string {
  const words: Record<string, string> = {
    object: 'a mapping',
    array: 'a list',
    string: 'text',
    boolean: 'true or false',
  };
  return words[type] ?? `a ${type === 'integer' ? 'whole number' : type}`;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function unknownKey(key: string, place: string, known: unknown): string {
  const names = known !== null && typeof known === 'object' ? Object.keys(known) : [];
  return `${place} has no key "${key}"; ${adviseName(key, names)}`;
}
