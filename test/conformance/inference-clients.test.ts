import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../bed/command.ts';
import { inferenceEnv, mlserverEnv } from '../bed/inference-env.ts';
import { type ServedModel, serveModel } from '../bed/inference-server.ts';
import { classifier, identity, writeModel } from '../bed/onnx-models.ts';

const python = await inferenceEnv();
const mlserver = await mlserverEnv();
const why = 'skipped' in python ? ` (skipped: ${python.skipped})` : '';

/** Operations that MLServer's file has beside the protocol's own. */
const notOfTheProtocol = /infer_stream|generate/;

describe.skipIf('skipped' in python)(`public clients of the Open Inference Protocol${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-clients-'));
  let model: ServedModel;

  beforeAll(async () => {
    model = await serveModel(writeModel('m', classifier()));
  });

  afterAll(async () => {
    await model.stop();
    rmSync(folder, { recursive: true });
  });

  function runScript(name: string, address: string): Promise<string> {
    if ('skipped' in python) throw new Error(python.skipped);
    const script = join(import.meta.dirname, 'scripts', name);
    return run(python.python, [script, address], { env: python.env });
  }

  test('Triton’s HTTP client: health, metadata, statistics, JSON and binary tensors, compression, errors', async () => {
    const own = await serveModel(writeModel('m', classifier()));
    try {
      expect(await runScript('triton_client.py', new URL(own.url).host)).toBe('ok\n');
    } finally {
      await own.stop();
    }
  });

  test('Triton’s HTTP client: strings', async () => {
    const strings = await serveModel(writeModel('s', identity('BYTES')));
    try {
      expect(await runScript('triton_strings.py', new URL(strings.url).host)).toBe('ok\n');
    } finally {
      await strings.stop();
    }
  });

  test('KServe’s REST client', async () => {
    expect(await runScript('kserve_client.py', model.url)).toContain('ok\n');
  });

  test('schemathesis finds nothing against the protocol’s OpenAPI file, as MLServer ships it', async () => {
    if ('skipped' in python || 'skipped' in mlserver) throw new Error('no Python');
    const file = await run(
      mlserver.python,
      ['-c', 'import importlib.util as u; print(u.find_spec("mlserver").submodule_search_locations[0])'],
      { env: mlserver.env },
    );
    const schema = readFileSync(join(file.trim(), 'rest/openapi/dataplane.json'), 'utf8');
    const narrowed = join(folder, 'dataplane.json');
    writeFileSync(narrowed, JSON.stringify(narrow(schema)));
    const schemathesis = join(dirname(python.python), 'schemathesis');
    const checks =
      'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';
    const words = ['run', narrowed, '--url', model.url, '--checks', checks, '--max-examples', '40'];
    await run(schemathesis, [...words, '--phases', 'coverage,fuzzing', '--seed', '1', '--no-color'], {
      env: python.env,
      cwd: folder,
    });
  });
});

interface OpenApi {
  paths: Record<string, Operations>;
}

interface Operations {
  parameters?: { name: string; schema: object }[];
  get?: { responses: Record<string, object> };
  post?: { responses: Record<string, object> };
}

/**
 * To the protocol's own operations, on the model that is there: on others there is only 404 to be had. Two faults of the file
 * are mended: a type "bytes", which no OpenAPI has, and 404, which it forgets for some routes of a model.
 */
function narrow(text: string): OpenApi {
  const schema = JSON.parse(text.replace(/"type": *"bytes"/, '"type":"string"')) as OpenApi;
  const paths = Object.entries(schema.paths).filter(([path]) => !notOfTheProtocol.test(path));
  const error = { $ref: '#/components/schemas/InferenceErrorResponse' };
  const notFound = { description: 'Not Found', content: { 'application/json': { schema: error } } };
  for (const [, { parameters = [], get, post }] of paths) {
    for (const parameter of parameters)
      parameter.schema = { type: 'string', enum: [parameter.name === 'model_name' ? 'm' : '1'] };
    if (parameters.length > 0)
      for (const operation of [get, post]) if (operation) operation.responses['404'] ??= notFound;
  }
  return { ...schema, paths: Object.fromEntries(paths) };
}
