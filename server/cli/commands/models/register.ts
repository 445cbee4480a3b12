import type { ModelCandidate } from '../../../../schemas/protocol/registry.ts';
import { UserError } from '../../../core/user-error.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { runNamed } from '../runs/choose-runs.ts';

export const registerCommand: Command = {
  name: 'register',
  summary: 'Make the model of a run the next version of a registered model',
  usage: `Usage: slipway models register RUN [MODEL] [OPTIONS]
  RUN is a run's id, the beginning of it, or its name. Without MODEL, the name that the run's model was logged under.

  --path PATH         which of the run's models
  --alias ALIAS       gives it to the version; of another version of MODEL it is taken
  --description TEXT  of the version
  --workspace DIR     folder whose runner keeps run and model (default: .)
  --json              print {"model", "version"}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      path: { type: 'string' },
      alias: { type: 'string' },
      description: { type: 'string', default: '' },
    });
    const [run, name, extra] = positionals;
    if (run === undefined) throw new UsageError('Say which run.');
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const { alias, description } = values;
    const made = await withRunner(values.workspace, async (client) => {
      const { info } = await runNamed(client, 'local', run);
      const { runId } = info;
      const found = await client.request('registry/candidates', { runId });
      const { path } = chosen(found.runName, found.candidates, values.path);
      const model = name ?? (found.suggestedName || path);
      const version = await client.request('registry/register', { runId, path, model, description });
      if (alias !== undefined) await client.request('registry/setAlias', { ...version, alias });
      return version;
    });
    console.log(
      values.json ? JSON.stringify(made) : `Registered as version ${made.version} of ${made.model}.`,
    );
    return exitCodes.ok;
  },
};

/** @throws UserError where the run has none, has none at the path, or has several and none is named */
function chosen(run: string, candidates: readonly ModelCandidate[], wanted?: string): ModelCandidate {
  const [only, another] = candidates;
  if (only === undefined)
    throw new UserError(
      'SLW-RUN-WITHOUT-MODEL',
      `The run ${run} has no model among its artifacts.`,
      'Log one with mlflow.<flavor>.log_model, or log an .onnx file as an artifact.',
    );
  const found = wanted === undefined ? undefined : candidates.find(({ path }) => path === wanted);
  if (found) return found;
  if (wanted === undefined && another === undefined) return only;
  throw new UserError(
    'SLW-RUN-MODELS',
    wanted === undefined
      ? `The run ${run} has ${candidates.length} models.`
      : `The run ${run} has no model at "${wanted}".`,
    `Name one of them with --path: ${candidates.map(({ path }) => path).join(', ')}.`,
  );
}
