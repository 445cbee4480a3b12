import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import data from '../../../schemas/manifests/data.schema.json' with { type: 'json' };
import dvc from '../../../schemas/manifests/dvc.schema.json' with { type: 'json' };
import model from '../../../schemas/manifests/model.schema.json' with { type: 'json' };
import workspace from '../../../schemas/manifests/slipway.schema.json' with { type: 'json' };
import {
  isMapping,
  type JsonSchema,
  type SchemaOrBoolean,
} from '../../../server/manifests/schema/json-schema.ts';
import { ManifestSchema } from '../../../server/manifests/schema/manifest-schema.ts';

const schemas: [string, JsonSchema][] = [
  ['slipway', workspace],
  ['model', model],
  ['data', data],
  ['dvc', dvc],
];

describe.each(schemas)('the schema of %s', (_, root) => {
  const manifest = new ManifestSchema(root);
  const properties = propertiesOf(root, '');

  test('says what every key means', () => {
    const silent = properties.filter(
      ({ schema }) => !manifest.expand(schema, undefined).certain.some(({ description }) => description),
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test('shows only examples and defaults that it takes itself', () => {
    const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
    ajv.addVocabulary(['x-expected']);
    const wrong = properties.flatMap(({ name, schema }) => {
      const { description: _, examples = [], default: preset, ...rules } = schema;
      const validate = ajv.compile({ ...rules, definitions: root.definitions });
      const shown = preset === undefined ? examples : [...examples, preset];
      return shown.filter((value) => !validate(value)).map((value) => [name, value]);
    });
    expect(wrong).toEqual([]);
  });
});

function propertiesOf(schema: unknown, path: string): { name: string; schema: JsonSchema }[] {
  if (Array.isArray(schema)) return schema.flatMap((each) => propertiesOf(each, path));
  if (!isMapping(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, below]) => {
    if (keyword === 'if' || keyword === 'examples' || keyword === 'default') return [];
    if (keyword !== 'properties' || !isMapping(below)) return propertiesOf(below, `${path}/${keyword}`);
    return Object.entries(below as Record<string, SchemaOrBoolean>).flatMap(([key, property]) => {
      const name = `${path}/${key}`;
      return typeof property === 'object'
        ? [{ name, schema: property }, ...propertiesOf(property, name)]
        : [];
    });
  });
}
