import { expect, test } from 'vitest';
import type { ConversionReport } from '../../../schemas/protocol/conversion.ts';
import {
  disagreement,
  maxAbsoluteDifference,
  toleranceInWords,
} from '../../../server/conversion/disagreement.ts';

const report: ConversionReport = {
  agrees: false,
  rows: 200,
  rowsOfData: 5_000,
  data: 'data/test.csv',
  rtol: 1e-4,
  atol: 1e-5,
  precision: 'float32',
  converter: 'skl2onnx 1.20.0',
  outputs: [
    {
      name: 'label',
      compares: 'labels',
      maxAbsoluteDifference: null,
      maxRelativeDifference: null,
      differing: 2,
    },
    {
      name: 'probabilities',
      compares: 'numbers',
      maxAbsoluteDifference: 0.25,
      maxRelativeDifference: null,
      differing: 3,
    },
  ],
  worst: [{ row: 17, output: 'label', original: 'fraud', onnx: 'fine' }],
};

test('a disagreement says in how many rows, how much is allowed, which rows, and what to do', () => {
  const { code, message, hint } = disagreement('fraud 3', report);
  expect(code).toBe('SLW-CONVERT-DISAGREES');
  expect(message).toBe(
    'The ONNX model does not answer as fraud 3 does, so nothing was registered. Of 200 rows, label is another label in 2, and ' +
      'probabilities is further apart than the tolerance in 3 (rtol 0.0001, atol 0.00001, float32). The worst:\n' +
      '  row 17: label is fraud, and in ONNX fine',
  );
  expect(hint).toContain('--precision float64');
  expect(disagreement('fraud 3', { ...report, precision: 'float64' }).hint).not.toContain('--precision');
});

test('the largest difference is that of numbers; labels have none', () => {
  expect(maxAbsoluteDifference(report)).toBe(0.25);
  expect(maxAbsoluteDifference({ ...report, outputs: report.outputs.slice(0, 1) })).toBe(0);
  expect(toleranceInWords(report)).toBe('rtol 0.0001, atol 0.00001, float32');
});
