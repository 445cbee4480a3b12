import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ModelFile } from '../../../schemas/manifests/model.ts';
import { servedSignature } from '../../../server/candidates/served-signature.ts';
import { mlserverPlan } from '../../../server/deployments/local/mlserver-plan.ts';

const tensor = (name: string, datatype: 'FP64' | 'INT64' = 'FP64') => ({ name, datatype, shape: [-1, 2] });

function manifest(signature?: ModelFile['signature']): ModelFile {
  return { slipway: 1, name: 'm', artifact: 'MLmodel', ...(signature && { signature }) };
}

/** A folder with such an MLmodel file. */
function logged(inputs: object[], outputs: object[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'slw-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const signature = `signature:\n  inputs: '${JSON.stringify(inputs)}'\n  outputs: '${JSON.stringify(outputs)}'\n`;
  writeFileSync(
    join(folder, 'MLmodel'),
    `flavors: {python_function: {loader_module: m}}\n${inputs.length + outputs.length > 0 ? signature : ''}`,
  );
  return folder;
}

const array = { type: 'tensor', 'tensor-spec': { dtype: 'float64', shape: [-1, 2] } };

describe('a model of MLflow', () => {
  test('has its own names, and what has none the manifest’s in the same place', () => {
    const folder = logged([{ type: 'double', name: 'amount' }], [array]);
    const declared = manifest({ inputs: [tensor('x')], outputs: [tensor('proba')] });
    expect(servedSignature('mlflow', folder, declared)).toEqual({
      inputs: [{ name: 'amount', calledThere: 'amount', datatype: 'FP64', shape: [-1, 1] }],
      outputs: [{ name: 'proba', calledThere: 'output-0', datatype: 'FP64', shape: [-1, 2] }],
    });
  });

  test('has MLServer’s where the manifest has another number of them, or none', () => {
    const folder = logged([array], [array]);
    const other = manifest({ inputs: [tensor('x')], outputs: [tensor('a'), tensor('b')] });
    const { inputs, outputs } = servedSignature('mlflow', folder, other);
    expect([inputs[0]?.name, outputs[0]?.name]).toEqual(['x', 'output-0']);
    expect(servedSignature('mlflow', folder, manifest()).inputs[0]?.name).toBe('input-0');
  });

  test('has to have a signature', () => {
    expect(() => servedSignature('mlflow', logged([], []), manifest())).toThrow(
      expect.objectContaining({
        code: 'SLW-SIGNATURE-MISSING',
        hint: expect.stringContaining('infer_signature') as string,
      }),
    );
  });
});

describe('a pickle', () => {
  test('has what its manifest declares', () => {
    const declared = manifest({ inputs: [tensor('x')], outputs: [tensor('predict', 'INT64')] });
    expect(servedSignature('sklearn', '/m.pkl', declared)).toEqual({
      inputs: [{ ...tensor('x'), calledThere: 'x' }],
      outputs: [{ ...tensor('predict', 'INT64'), calledThere: 'predict' }],
    });
  });

  test.each([
    ['nothing', undefined, 'SLW-SIGNATURE-MISSING', 'the manifest has no signature'],
    [
      'another output than its functions',
      { inputs: [tensor('x')], outputs: [tensor('proba')] },
      'SLW-SIGNATURE-UNSERVED',
      'declares an output proba, and MLServer gives of an estimator in a pickle predict, predict_proba, transform',
    ],
    [
      'two inputs',
      { inputs: [tensor('x'), tensor('y')], outputs: [tensor('predict')] },
      'SLW-SIGNATURE-UNSERVED',
      'declares 2 inputs',
    ],
  ])('cannot have %s', (_, signature, code, message) => {
    expect(() => servedSignature('sklearn', '/m.pkl', manifest(signature))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });
});

test('a revision whose Python is gone says which that was', () => {
  const serving = { runtime: 'mlflow', interpreter: '/gone/bin/python' } as const;
  expect(() => mlserverPlan(serving, logged([array], [array]), manifest(), '/state')).toThrow(
    expect.objectContaining({
      code: 'SLW-PYTHON-GONE',
      message: expect.stringContaining('/gone/bin/python') as string,
    }),
  );
});
