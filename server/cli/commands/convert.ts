import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type {
  ConversionOffer,
  ConversionPrecision,
  ConversionSource,
  ConversionSummary,
} from '../../../schemas/protocol/conversion.ts';
import type { StartContext } from '../../../schemas/protocol/executions.ts';
import { UserError } from '../../core/user-error.ts';
import type { RunnerClient } from '../../discovery/connect.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { parseModelReference } from '../model-reference.ts';
import { followOperation } from '../operation.ts';
import { withRunner } from '../runner.ts';
import { currentFolder, ownEnvironment } from './run/own-environment.ts';
import { runNamed } from './runs/choose-runs.ts';

const options = {
  run: { type: 'string' },
  path: { type: 'string' },
  as: { type: 'string' },
  data: { type: 'string' },
  rtol: { type: 'string' },
  atol: { type: 'string' },
  precision: { type: 'string', default: 'float32' },
  python: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

export const convertCommand: Command = {
  name: 'convert',
  summary: 'Convert a model to ONNX; registered where its answers agree with the original’s',
  usage: `Usage: slipway convert MODEL[@ALIAS|:VERSION] [OPTIONS]
       slipway convert --run RUN [--path PATH] [--as MODEL] [OPTIONS]

Converts a scikit-learn, XGBoost, LightGBM, CatBoost or PyTorch model that MLflow logged, in the folder's own Python, compares the
answers of both models on the evaluation data, and registers the ONNX model as the next version where they agree. Without a version,
the newest. Loading a model executes the code in its files, so it asks before.

  --run RUN           a run's id, the beginning of it, or its name: its model, registered as what the run's own is
  --path PATH         which of the run's models
  --as MODEL          registered model that the result becomes a version of
  --data FILE         CSV, TSV, parquet or npy to compare on (default: the manifest's data.evaluation, else the logged
                      input example); 10,000 rows at most are compared, evenly spread
  --precision P       float32 (default) or float64: what the ONNX model computes in
  --rtol X --atol Y   tolerance: |onnx - original| <= Y + X * |original| (default: 1e-4 and 1e-5, in float64 1e-9 and
                      1e-12); labels must be equal
  --python PATH       interpreter (default: the environment of the folder)
  --yes               load the model without asking
  --workspace DIR     folder whose runner keeps the models (default: .)
  --json              print {"origin", "runId", "report", "registered": {"model", "version"}}

Exit code: 0 when it was converted, 1 when not.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, options);
    const [word] = positionals;
    if (positionals.length > 1 || (word === undefined) === (values.run === undefined))
      throw new UsageError('Name either a model or --run.');
    const settings = { precision: precision(values.precision), ...tolerance(values) };
    const data = values.data === undefined ? null : resolve(values.data);
    const context: StartContext = {
      cwd: currentFolder(),
      env: ownEnvironment(),
      ...(values.python ? { interpreter: resolve(values.python) } : {}),
    };
    const summary = await withRunner(values.workspace, async (client) => {
      const source =
        word === undefined
          ? await runSource(client, values)
          : { kind: 'version' as const, ...parseModelReference(word) };
      const offer = await client.request('conversion/offer', { source, data, context });
      if (!values.yes) await confirm(offer);
      const order = { source, data, digest: offer.digest, ...settings, context };
      const { operation } = await client.request('conversion/convert', order);
      return followOperation(client, 'convert', operation);
    });
    console.log(values.json ? JSON.stringify(summary) : inWords(summary));
    return exitCodes.ok;
  },
};

async function runSource(client: RunnerClient, { run = '', path, as }: Values): Promise<ConversionSource> {
  const { info } = await runNamed(client, 'local', run);
  return { kind: 'run', runId: info.runId, path: path ?? null, model: as ?? null };
}

function precision(word: string): ConversionPrecision {
  if (word === 'float32' || word === 'float64') return word;
  throw new UsageError(`--precision is "${word}"; expected float32 or float64.`);
}

function tolerance(values: Values): { rtol: number | null; atol: number | null } {
  const number = (name: 'rtol' | 'atol') => {
    const text = values[name];
    if (text === undefined) return null;
    if (text.trim() !== '' && Number(text) >= 0) return Number(text);
    throw new UsageError(`--${name} is "${text}"; expected a number of at least 0, such as 1e-4.`);
  };
  return { rtol: number('rtol'), atol: number('atol') };
}

async function confirm({ origin, runName, flavor, digest, interpreter }: ConversionOffer): Promise<void> {
  if (!process.stdin.isTTY)
    throw new UsageError(
      `Loading ${origin} executes the code in its files. Nobody can be asked here; say --yes to do it without a question.`,
    );
  console.error(
    `${origin} (${flavor}), logged by ${runName === null ? 'an unknown run' : `run ${runName}`}, sha256 ${digest.slice(0, 12)}, will be loaded by ${interpreter}. That executes the code in its files.`,
  );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Load and convert it? [y/N] ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UserError('SLW-CANCELLED', 'It was not converted.', null);
}

function inWords({ origin, runId, report, registered }: ConversionSummary): string {
  const { rows, rowsOfData, data, rtol, atol, converter, outputs, precision: numbers } = report;
  const compared = outputs.map(({ name, compares, maxAbsoluteDifference }) =>
    compares === 'labels'
      ? `  ${name}: all labels equal`
      : `  ${name}: at most ${maxAbsoluteDifference?.toPrecision(3)} apart`,
  );
  return [
    `${origin} converted by ${converter}; the answers agree on ${rows} of ${rowsOfData} rows of ${data} (rtol ${rtol}, atol ${atol}, ${numbers}).`,
    ...compared,
    registered === null
      ? `Logged to run ${runId}; not registered, for --as names no model.`
      : `Registered as version ${registered.version} of ${registered.model}, from run ${runId}.`,
  ].join('\n');
}
