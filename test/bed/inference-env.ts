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

/** MLServer: a peer, and where the protocol's OpenAPI file comes from. */
export const mlserverEnv = () =>
  pythonEnv('mlserver', [
    'mlserver==1.7.1',
    'onnxruntime==1.32.0',
    'pydantic==2.14.4',
    // Its workers do not start with a newer one.
    'uvloop==0.21.0',
  ]);

/** What one serves an ONNX model with who writes the server by hand. */
export const fastapiEnv = () =>
  pythonEnv('fastapi', [
    'fastapi==0.165.0',
    'uvicorn[standard]==0.54.0',
    'onnxruntime==1.32.0',
    'numpy==2.4.6',
  ]);

/** A user's environment that serves models of MLflow and pickles: MLServer, its runtimes, and what made the models. */
export const servingEnv = () =>
  pythonEnv('serving', [
    'mlserver==1.7.1',
    'mlserver-mlflow==1.7.1',
    'mlserver-sklearn==1.7.1',
    'mlflow==3.17.2',
    'scikit-learn==1.9.1',
    'pandas==2.3.3',
    'pydantic==2.14.4',
    // MLServer's loop does not start with a newer one.
    'uvloop==0.21.0',
  ]);
