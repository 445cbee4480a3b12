import type { PythonInspection } from '../python/inspect.ts';
import { installedPackage } from '../python/inspect.ts';

/** MLflow's flavors that can be converted, the telling ones first: a model of several is taken as the first. */
export const convertibleFlavors = ['sklearn', 'xgboost', 'lightgbm', 'catboost', 'pytorch'] as const;
export type ConvertibleFlavor = (typeof convertibleFlavors)[number];

/** Any one of a row will do; the first is what is named where none is there. */
type Requirement = readonly [string, ...string[]];

const always: readonly Requirement[] = [
  ['mlflow', 'mlflow-skinny'],
  ['pandas'],
  ['onnx'],
  ['onnxruntime', 'onnxruntime-gpu', 'onnxruntime-directml', 'onnxruntime-openvino'],
];

const boosters: readonly Requirement[] = [['onnxmltools'], ['skl2onnx']];

const byFlavor: Record<ConvertibleFlavor, readonly Requirement[]> = {
  sklearn: [['scikit-learn'], ['skl2onnx']],
  xgboost: [['xgboost', 'xgboost-cpu'], ...boosters],
  lightgbm: [['lightgbm'], ...boosters],
  catboost: [['catboost']],
  pytorch: [['torch']],
};

/** Distributions that a conversion needs and the environment does not have. */
export function missingPackages(flavor: ConvertibleFlavor, inspection: PythonInspection): string[] {
  return [...always, ...byFlavor[flavor]]
    .filter((names) => !names.some((name) => installedPackage(inspection, name)))
    .map(([name]) => name);
}

/** Distributions by the names of the modules that are imported from them, where the two differ. */
const distributions: Record<string, string> = { sklearn: 'scikit-learn', yaml: 'pyyaml', PIL: 'pillow' };

/** What to install for a module that a model's own code imports. */
export function packageOfModule(module: string): string {
  const [top = module] = module.split('.');
  return distributions[top] ?? top;
}
