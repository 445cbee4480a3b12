import type { StageNode } from '../../../schemas/protocol/pipelines.ts';
import { type Command, exitCodes, parseOptions } from '../command.ts';
import { withRunner } from '../runner.ts';
import { textTable } from '../text-table.ts';

export const graphCommand: Command = {
  name: 'graph',
  summary: 'Stages of the pipelines (dvc.yaml), and what each needs',
  usage: `Usage: slipway graph [STAGE…] [OPTIONS]

Stages in execution order; with names, those and all that they need.

  --mermaid           print a Mermaid flowchart, as GitHub shows it in Markdown
  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"stages": [{"name", "group", "description", "file", "line", "needs"}]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, { mermaid: { type: 'boolean', default: false } });
    const graph = await withRunner(values.workspace, (client) =>
      client.request('pipelines/graph', { stages: positionals }),
    );
    if (values.json) console.log(JSON.stringify(graph));
    else console.log(values.mermaid ? mermaid(graph.stages) : tableOf(graph.stages));
    return exitCodes.ok;
  },
};

function tableOf(stages: StageNode[]): string {
  return textTable(
    ['STAGE', 'NEEDS', 'DESCRIPTION'],
    stages.map(({ name, needs, description }) => [name, needs.join(', ') || '-', description ?? '']),
  );
}

/** Node ids are numbers, for a stage's name may hold what Mermaid takes for syntax. */
function mermaid(stages: StageNode[]): string {
  const ids = new Map(stages.map(({ name }, index) => [name, `s${index}`]));
  const nodes = stages.map(({ name }) => `  ${ids.get(name)}["${name.replaceAll('"', '#quot;')}"]`);
  const edges = stages.flatMap(({ name, needs }) =>
    needs.filter((need) => ids.has(need)).map((need) => `  ${ids.get(need)} --> ${ids.get(name)}`),
  );
  return ['flowchart TD', ...nodes, ...edges].join('\n');
}
