import { topologicalOrder } from '../../../core/graph.ts';
import { folderGraph } from '../../pipeline/pipeline-graph.ts';
import type { Rule } from '../rule.ts';

export const stageCycle: Rule = {
  code: 'SW110',
  name: 'stage-cycle',
  severity: 'error',
  summary: 'Stages need one another in a circle.',
  description:
    'Each of these stages reads what another of them makes, so that none can be the first to run. Take one dependency out, or split a stage.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const graph = folderGraph(folder);
    if (graph.order.length > 0 || graph.byAddress.size === 0) return;
    const sorted = topologicalOrder(graph.needs);
    if (!('cycle' in sorted)) return;
    const members = sorted.cycle.flatMap((address) => graph.byAddress.get(address) ?? []);
    const rangeOf = ({ entry, model }: (typeof members)[number]) =>
      model.document.yaml.rangeOf(entry.entry.pair.key, entry.entry.place);
    const first = members.find(({ model }) => model.document.location === document.location);
    if (!first) return;
    report(rangeOf(first), `stages need one another in a circle: ${sorted.cycle.join(' -> ')}`, {
      related: members
        .filter((member) => member !== first)
        .map((member) => ({
          location: member.model.document.location,
          range: rangeOf(member),
          message: `"${member.stage.address}" is part of the circle`,
        })),
    });
  },
  examples: {
    wrong: [
      {
        title: 'Two stages that wait for each other',
        files: {
          'dvc.yaml': `stages:
  a:
# ^ a -> b -> a
    cmd: python a.py
    deps: [b.txt]
    outs: [a.txt]
  b:
    cmd: python b.py
    deps: [a.txt]
    outs: [b.txt]
`,
        },
      },
    ],
    right: [],
  },
};
