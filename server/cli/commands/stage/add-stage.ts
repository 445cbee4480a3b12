import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type {
  FileEdit,
  StageChoice,
  StageOffer,
  StagePathRole,
  StageSource,
} from '../../../../schemas/protocol/stage-makers.ts';
import type { RunnerClient } from '../../../discovery/connect.ts';
import { exitCodes, type parseOptions, UsageError } from '../../command.ts';
import { textDiff } from '../../text-diff.ts';
import { textTable } from '../../text-table.ts';
import { currentFolder, ownEnvironment } from '../run/own-environment.ts';

const paths = { type: 'string', multiple: true } as const;

export const stageOptions = {
  name: { type: 'string' },
  yes: { type: 'boolean', default: false },
  dep: paths,
  out: paths,
  metric: paths,
  plot: paths,
  without: paths,
} as const;

export const stageUsage = `  --name NAME         name of the stage (default: of its script or notebook)
  --dep PATH          a file or folder that it reads; may be repeated, as may the next four
  --out PATH          one that it writes
  --metric PATH       a file of metrics that it writes
  --plot PATH         a plot that it writes
  --without PATH      leave this dep, out or param out
  --yes               write without asking
  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"stage": {"name", "file", "command", …}, "edits": [{"file", "before", "after"}], "written"}

Shows what it would write as a diff, and asks; where nobody can answer and --yes is not given, it writes nothing.`;

type Values = ReturnType<typeof parseOptions<typeof stageOptions>>['values'];

/** Offers, shows and, once confirmed, writes a stage. Resolves to the exit code. */
export async function addStage(client: RunnerClient, source: StageSource, values: Values): Promise<number> {
  const request = { cwd: currentFolder(), env: ownEnvironment(), source };
  const offer = await client.request('stages/offer', {
    ...request,
    ...(values.name === undefined ? {} : { name: values.name }),
  });
  const choice = choiceOf(offer, values);
  const { edits } = await client.request('stages/preview', { ...request, choice });
  if (!values.json) show(offer, edits, choice);
  const confirmed = values.yes || (!values.json && (await confirm(choice.name, offer.file)));
  if (confirmed) await client.request('stages/write', { ...request, choice, confirmed: edits });
  if (values.json) console.log(JSON.stringify({ stage: { ...offer, ...choice }, edits, written: confirmed }));
  return exitCodes.ok;
}

function choiceOf({ name, paths: offered, params }: StageOffer, values: Values): StageChoice {
  const given = (['dep', 'out', 'metric', 'plot'] as const).flatMap((role) =>
    (values[role] ?? []).map((path): { path: string; role: StagePathRole } => ({ path, role })),
  );
  const named = new Set(given.map(({ path }) => path));
  const without = new Set(values.without ?? []);
  const known = new Set([...offered.map(({ path }) => path), ...params.map((param) => param.name)]);
  for (const word of without)
    if (!known.has(word)) throw new UsageError(`--without ${word}: the stage has no such dep, out or param.`);
  const proposed = offered.filter(({ path, chosen }) => chosen && !named.has(path) && !without.has(path));
  return {
    name,
    paths: [...proposed.map(({ path, role }) => ({ path, role })), ...given],
    params: params.filter((param) => param.chosen && !without.has(param.name)).map((param) => param.name),
  };
}

function show(
  { paths: offered, params, untaggedParameters, notes }: StageOffer,
  edits: FileEdit[],
  choice: StageChoice,
): void {
  const chosen = new Set([...choice.paths.map(({ path }) => path), ...choice.params]);
  const rows = [
    ...offered.map(({ path, role, why }) => [chosen.has(path) ? role : '-', path, why]),
    ...params.map(({ name, value, why }) => [chosen.has(name) ? 'param' : '-', `${name}: ${value}`, why]),
  ];
  console.log(textTable(['AS', 'WHAT', 'WHY'], rows));
  for (const note of notes) console.log(`\n${note}`);
  if (untaggedParameters.length > 0)
    console.log(
      '\nNo cell is tagged "parameters"; the first one only assigns values and could be it (see --no-first-cell).',
    );
  for (const { file, before, after } of edits)
    console.log(`\n${textDiff(relative(currentFolder(), file), before, after)}`);
}

async function confirm(name: string, file: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    console.log('\nNothing was written. To write it: --yes');
    return false;
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(
    `\nAdd the stage "${name}" to ${relative(currentFolder(), file)}? [y/N] `,
  );
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
