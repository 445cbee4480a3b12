import type { StageNode } from '../../../schemas/protocol/pipelines.ts';
import { type Command, exitCodes, parseOptions, UsageError } from '../command.ts';
import { withRunner } from '../runner.ts';
import { textTable } from '../text-table.ts';

export const graphCommand: Command = {
  name: 'graph',
  summary: 'Stages of the pipelines (dvc.yaml), and what each needs',
  usage: `Usage: slipway graph [STAGE…] [OPTIONS]

Stages in execution order; with names, those and all that they need.

  --mermaid           print a Mermaid flowchart, as GitHub shows it in Markdown
  --dot               print a graph for Graphviz: slipway graph --dot | dot -Tsvg
  --workspace DIR     folder of the pipelines (default: .)
  --json              print {"stages": [{"name", "group", "description", "file", "line", "needs"}]}`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      mermaid: { type: 'boolean', default: false },
      dot: { type: 'boolean', default: false },
    });
    if (Number(values.mermaid) + Number(values.dot) + Number(values.json) > 1)
      throw new UsageError('Give one of --mermaid, --dot and --json.');
    const graph = await withRunner(values.workspace, (client) =>
      client.request('pipelines/graph', { stages: positionals }),
    );
    const { stages } = graph;
    if (values.json) console.log(JSON.stringify(graph));
    else if (values.mermaid) console.log(mermaid(stages));
    else console.log(values.dot ? dot(stages) : tableOf(stages));
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
  const edges = edgesOf(stages).map(([need, name]) => `  ${ids.get(need)} --> ${ids.get(name)}`);
  return ['flowchart TD', ...nodes, ...edges].join('\n');
}

function dot(stages: StageNode[]): string {
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const nodes = stages.map(({ name }) => `  ${quoted(name)};`);
  const edges = edgesOf(stages).map(([need, name]) => `  ${quoted(need)} -> ${quoted(name)};`);
  return ['digraph pipelines {', '  node [shape=box];', ...nodes, ...edges, '}'].join('\n');
}

/** From what is needed to what needs it, among those shown. */
function edgesOf(stages: StageNode[]): [need: string, name: string][] {
  const shown = new Set(stages.map(({ name }) => name));
  return stages.flatMap(({ name, needs }) =>
    needs.filter((need) => shown.has(need)).map((need): [string, string] => [need, name]),
  );
}
