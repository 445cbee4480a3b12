import type { GateReport } from '../../../schemas/protocol/gates.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { parseModelReference } from '../model-reference.ts';
import { followOperation } from '../operation.ts';
import { withRunner } from '../runner.ts';
import { localTime, textTable } from '../text-table.ts';
import { currentFolder, ownEnvironment } from './run/own-environment.ts';

export const gateCommand: Command = {
  name: 'gate',
  summary: 'Evaluate a version of a model, and say whether its gates let it be released',
  usage: `Usage: slipway gate MODEL[@ALIAS|:VERSION] [--fresh] [--workspace DIR] [--json]
  Runs the stage that the model's manifest names under "evaluate" for this version, in a private copy of the workspace, and
  evaluates the gates of the manifest by what it measured. Without a version, the newest.

  --fresh             evaluate anew, also what there is evidence of for the very same files
  --workspace DIR     folder of the manifest (default: .)
  --json              print the report: {"model", "version", "verdict", "gates": […], "evidence": {…}, …}

Exit code: 0 when all gates that count passed, 3 when one failed or is unknown, 1 when the evaluation failed, 2 for wrong
words.`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { fresh: { type: 'boolean', default: false } });
    const [reference, extra] = positionals;
    if (reference === undefined) throw new UsageError('Say which model.');
    if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
    const asked = parseModelReference(reference);
    const report = await withRunner(values.workspace, async (client) => {
      const { operation } = await client.request('gates/evaluate', {
        ...asked,
        fresh: values.fresh,
        context: { cwd: currentFolder(), env: ownEnvironment() },
      });
      return followOperation(client, 'gates', operation);
    });
    console.log(values.json ? JSON.stringify(report) : gateText(report));
    return report.verdict === 'passed' ? exitCodes.ok : exitCodes.refused;
  },
};

/** A report as a person reads it. */
export function gateText({ model, version, gates, verdict, evidence, ...report }: GateReport): string {
  const table = textTable(
    ['GATE', 'VERDICT', 'REASON'],
    gates.map((gate) => [gate.name, gate.verdict, gate.reason]),
  );
  const live =
    report.championVersion === null ? 'nothing is live' : `version ${report.championVersion} is live`;
  const basis = evidence
    ? `Evidence: run ${evidence.runId} of ${localTime(evidence.recordedAt)}.`
    : `There is no evidence: ${report.evidenceProblem}.`;
  const outcome =
    verdict === 'passed' ? 'its gates let it be released' : 'refused: each gate must pass, or not count';
  const measured = report.measurements.map(
    (measurement) => `${measurement.kind} of version ${measurement.version}: ${measurement.how}.`,
  );
  return [`${table}\n`, `${model} ${version} (${live}): ${outcome}.`, basis, ...measured].join('\n');
}
