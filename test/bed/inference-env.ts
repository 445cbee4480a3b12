import { pythonEnv } from './python-env.ts';

/** ONNX Runtime as the oracle, and the public clients of the protocol. */
export const inferenceEnv = () =>
  pythonEnv('inference', [
    'onnxruntime==1.32.0',
    'onnx==1.23.2',
    'scikit-learn==1.9.1',
    'skl2onnx==1.20.0',
    'tritonclient[http]==2.73.0',
    'kserve==0.21.0',
    'schemathesis==4.32.5',
  ]);
