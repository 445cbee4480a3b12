import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Command, exitCodes, UsageError } from '../command.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Serve an ONNX file by the Open Inference Protocol',
  usage: `Usage: slipway serve FILE.onnx [--name M] [--port P] [--json]

Answers at http://127.0.0.1:P/v2/models/M/infer until SIGTERM or Ctrl+C, and says where once the model is loaded
(--json: one line, {"url", "model"}). docs/inference-server.md shows requests.

  --name M                   of the model; its file's otherwise
  --model-version V          1 otherwise
  --port P                   any that is free otherwise
  --host ADDRESS             to listen at (127.0.0.1); another than loopback needs the next three
  --tls-cert F, --tls-key F  PEM files: HTTPS
  --token-file F             SHA-256 hashes of the tokens that are valid, one or two. slipway serve --new-token F
                             makes a token, prints it once and keeps its hash there
  --max-requests-per-second N  more are answered with 429
  --model-control explicit   clients may load and unload the model
  --threads N                of ONNX Runtime within one run; it chooses otherwise
  --replicas N or MIN..MAX   processes that run the model side by side (1); between two numbers the demand decides
  --shrink-after-s N         how long there must be more of them than the demand needs before one ends (30)
  --device LIST              of the replicas, as cuda,cpu:2: one process each, cpu with its number of threads (cpu);
                             cuda, webgpu, dml, coreml where ONNX Runtime has them, auto for cuda or else cpu. A batch
                             goes where it is expected to finish first
  --max-batch N              rows that may share a run (64); 1 for none
  --max-delay-ms MS          how long a run waits for more rows while the model is busy (0)
  --queue N                  requests that may wait (1024); one more is answered with 503
  --max-body-mb N            the largest request (64)
  --idle-after-s N           ends the model's processes after so long without a request; the next one loads it again
  --max-memory-mb N          what models may take together (default: all that is free)
  --hang-ms MS               a run that takes longer is ended, and the model loaded anew (60000)`,
  async run(args) {
    if (args.length === 0) throw new UsageError('Expected an ONNX file.');
    // Beside this program, as esbuild.mjs lays them. Its end of the channel tells it when this command is gone.
    const server = spawn(process.execPath, [join(__dirname, 'inference.cjs'), ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
      process.on(signal, () => server.kill(signal));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.once('exit', (code) => resolve(code ?? exitCodes.failed));
    });
  },
};
