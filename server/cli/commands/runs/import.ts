import { resolve } from 'node:path';
import type { ImportRequest, ImportSummary } from '../../../../schemas/protocol/interop.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { followOperation } from '../../operation.ts';
import { withRunner } from '../../runner.ts';
import { bytesInWords } from '../../text-table.ts';

const tokenVariable = 'MLFLOW_TRACKING_TOKEN';
const shownReasons = 10;

export const importCommand: Command = {
  name: 'import',
  summary: 'Take runs from an MLflow server, mlflow.db, mlruns, TensorBoard or DVC',
  usage: `Usage: slipway runs import LOCATION [OPTIONS]

LOCATION is the address of an MLflow server (its token in ${tokenVariable}), an mlflow.db, an mlruns folder,
a folder of TensorBoard event files, a DVC project or a DVCLive folder. Importing again adds what is new.
  --kind KIND         mlflow-server, mlflow-db, mlruns, tensorboard or dvc (default: what is found there)
  --experiment NAME   for TensorBoard and DVC (default: the folder's name)
  --json              print the summary as JSON`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      kind: { type: 'string' },
      experiment: { type: 'string' },
    });
    const [location] = positionals;
    if (location === undefined || positionals.length > 1)
      throw new UsageError('Name one place to import from.');
    const place = /^(https?|sqlite|file):/i.test(location) ? location : resolve(location);
    await withRunner(values.workspace, async (client) => {
      const found = values.kind
        ? requestOf(values.kind, place)
        : (await client.request('import/detect', { location: place })).request;
      const request = completed(found, values.experiment ?? null);
      const { operation } = await client.request('import/start', { request });
      const summary = await followOperation(client, 'import', operation);
      console.log(values.json ? JSON.stringify(summary) : inWords(summary));
    });
    return exitCodes.ok;
  },
};

function requestOf(kind: string, place: string): ImportRequest {
  switch (kind) {
    case 'mlflow-server':
      return { kind, uri: place, token: null, username: null };
    case 'mlflow-db':
      return { kind, file: place };
    case 'mlruns':
      return { kind, folder: place };
    case 'tensorboard':
    case 'dvc':
      return { kind, folder: place, experimentName: null };
    default:
      throw new UsageError(
        `--kind is "${kind}"; expected mlflow-server, mlflow-db, mlruns, tensorboard or dvc.`,
      );
  }
}

function completed(request: ImportRequest, experimentName: string | null): ImportRequest {
  if (request.kind === 'tensorboard' || request.kind === 'dvc') return { ...request, experimentName };
  if (request.kind !== 'mlflow-server') return request;
  return { ...request, token: request.token ?? process.env[tokenVariable] ?? null };
}

function inWords(summary: ImportSummary): string {
  const { added, updated, unchanged, points, artifacts, artifactBytes, skipped, skippedCount } = summary;
  const lines = [
    `${added} runs added, ${updated} updated, ${unchanged} unchanged; ${points} metric points, ${artifacts} artifacts (${bytesInWords(artifactBytes)}).`,
  ];
  if (skippedCount) lines.push(`${skippedCount} skipped:`);
  for (const { item, reason } of skipped.slice(0, shownReasons)) lines.push(`  ${item}: ${reason}`);
  if (skippedCount > shownReasons) lines.push(`  … --json tells ${skipped.length} of them`);
  return lines.join('\n');
}
