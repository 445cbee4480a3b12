import { expect, test } from 'vitest';
import { missingPackages, packageOfModule } from '../../../server/conversion/required-packages.ts';

const withPackages = (...names: string[]) => ({
  version: '3.12.4',
  prefix: '/env',
  externallyManaged: false,
  packages: names.map((name) => ({ name, version: '1.0', directUrl: null })),
});

test('what is there in any of its forms is not missing', () => {
  const found = withPackages('mlflow-skinny', 'pandas', 'onnx', 'onnxruntime-gpu', 'scikit-learn');
  expect(missingPackages('sklearn', found)).toEqual(['skl2onnx']);
  expect(missingPackages('xgboost', found)).toEqual(['xgboost', 'onnxmltools', 'skl2onnx']);
  expect(missingPackages('pytorch', found)).toEqual(['torch']);
});

test('an environment without any is told all', () => {
  expect(missingPackages('lightgbm', withPackages())).toEqual([
    'mlflow',
    'pandas',
    'onnx',
    'onnxruntime',
    'lightgbm',
    'onnxmltools',
    'skl2onnx',
  ]);
});

test('a module is named by the package that holds it', () => {
  expect(packageOfModule('sklearn.ensemble')).toBe('scikit-learn');
  expect(packageOfModule('category_encoders.target')).toBe('category_encoders');
});
