import { resolve } from 'node:path';
import type { StartContext } from '../../../../schemas/protocol/executions.ts';
import { runTags } from '../../../../schemas/protocol/tracking.ts';
import { exitCodes, type parseOptions, UsageError } from '../../command.ts';
import { followRun } from '../../follow-run.ts';
import { watchForFullDisk } from '../../full-disk-notice.ts';
import { withRunner } from '../../runner.ts';
import { currentFolder, ownEnvironment } from './own-environment.ts';

export const commandRunOptions = {
  name: { type: 'string' },
  experiment: { type: 'string' },
  notebook: { type: 'string' },
  kernel: { type: 'string' },
  param: { type: 'string', short: 'p', multiple: true },
  tag: { type: 'string', multiple: true },
  python: { type: 'string' },
  autolog: { type: 'boolean', default: false },
  'metric-file': { type: 'string', multiple: true },
  detach: { type: 'boolean', default: false },
} as const;

export const commandRunUsage = `Usage: slipway run [OPTIONS] -- COMMAND [ARGS…]
       slipway run [OPTIONS] --notebook FILE [-p NAME=VALUE]…

  --name NAME         name of the run
  --experiment NAME   experiment (made where it is missing)
  --tag KEY=VALUE     tag of the run; may be repeated
  --python PATH       interpreter (default: the environment of the folder)
  --autolog           call mlflow.autolog() in a script that does not use mlflow itself
  --metric-file FILE  JSON, YAML, TOML, CSV or TSV file whose numbers become metrics; may be
                      repeated
  --kernel NAME       the notebook's kernel (default: the one it names, else the interpreter)
  --detach            return once it has started
  --workspace DIR     folder whose runner keeps the run (default: .)
  --json              print the run's ids and end as JSON, the output on stderr

Exit code: 0 when it succeeded, 1 when it failed or was stopped, 2 for wrong words. Ctrl+C and SIGTERM stop the
run; a closed terminal does not.`;

type Values = ReturnType<typeof parseOptions<typeof commandRunOptions>>['values'];

/** `command` is empty where `--notebook` names what is run. */
export async function runTrackedCommand(values: Values, command: string[]): Promise<number> {
  if ((command.length === 0) === (values.notebook === undefined)) {
    throw new UsageError('Give either a command after "--" or --notebook FILE.');
  }
  return withRunner(values.workspace, async (client) => {
    const context = startContext(values);
    const started = values.notebook
      ? await client.request('executions/startNotebook', {
          ...context,
          file: resolve(values.notebook),
          parameters: parameters(values.param ?? []),
          ...(values.kernel ? { kernelName: values.kernel } : {}),
        })
      : await client.request('executions/startCommand', { ...context, command });
    if (values.detach) {
      console.log(values.json ? JSON.stringify(started) : `run ${started.runId}`);
      return exitCodes.ok;
    }
    const sink = values.json ? process.stderr : process.stdout;
    const workspace = resolve(values.workspace);
    const endWatch = watchForFullDisk(workspace);
    const execution = await followRun(client, workspace, started, sink).finally(endWatch);
    const { exitCode, reason } = execution;
    if (values.json) console.log(JSON.stringify({ ...started, exitCode, reason }));
    else if (reason !== null) console.error(reason);
    // A notebook's warnings stand in its output already.
    if (!values.notebook) await warn(values.workspace, started.runId);
    return exitCode === 0 && reason === null ? exitCodes.ok : exitCodes.failed;
  });
}

/** Asks anew: following a run may have outlived the runner that started it. */
async function warn(workspace: string, runId: string): Promise<void> {
  const { runs } = await withRunner(workspace, (client) =>
    client.request('runs/get', { tracker: 'local', ids: [runId] }),
  );
  const warning = runs[0]?.tags[runTags.warning];
  if (warning) console.error(`Warning: ${warning}`);
}

function startContext(values: Values): StartContext {
  return {
    cwd: currentFolder(),
    env: ownEnvironment(),
    tags: Object.fromEntries((values.tag ?? []).map(pair)),
    autolog: values.autolog,
    ...(values.python ? { interpreter: resolve(values.python) } : {}),
    ...(values.name ? { runName: values.name } : {}),
    ...(values.experiment ? { experimentName: values.experiment } : {}),
    ...(values['metric-file'] ? { metricFiles: values['metric-file'].map((file) => resolve(file)) } : {}),
  };
}

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`Expected NAME=VALUE, found "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** JSON where it is JSON (numbers, true, lists), otherwise a string. */
function parameters(pairs: string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map(pair).map(([name, value]) => {
      try {
        return [name, JSON.parse(value) as unknown];
      } catch {
        return [name, value];
      }
    }),
  );
}
