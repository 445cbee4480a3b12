import { foldersAbove } from '../../pipeline/folders-above.ts';
import { type PipelineProject, type ProjectStage, projectOf } from '../../pipeline/project.ts';
import { keyRange, nameRange, pathItems } from '../../pipeline/stage-items.ts';
import type { Related, Rule } from '../rule.ts';

export const stageCycle: Rule = {
  code: 'SW110',
  name: 'stage-cycle',
  severity: 'error',
  summary: 'Stages need one another in a circle.',
  description:
    'Each of these stages reads what another of them makes, so that none can be the first to run. Take one dependency out, or split a stage.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const project = projectOf(folder, document);
    const { cycle } = project;
    if (!cycle) return;
    const members = cycle.slice(0, -1).flatMap((address) => project.find(address) ?? []);
    const first = members.find(({ model }) => model.document.location === document.location);
    if (!first) return;
    const related = members.flatMap((member, index): Related[] => {
      const next = members[(index + 1) % members.length];
      return next ? [linkOf(project, member, next)] : [];
    });
    const path = cycle.join(' -> ');
    report(
      nameRange(first.model, first.entry),
      members.length === 1
        ? `${path}: it reads what it makes`
        : `stages need one another in a circle: ${path}`,
      { related },
    );
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
    right: [
      {
        title: 'A chain of stages',
        files: {
          'dvc.yaml': `stages:
  a:
    cmd: python a.py
    outs: [a.txt]
  b:
    cmd: python b.py
    deps: [a.txt]
    outs: [b.txt]
`,
        },
      },
    ],
  },
};

/** The dep by which one stage needs another. */
function linkOf(
  project: PipelineProject,
  { stage, entry, model }: ProjectStage,
  next: ProjectStage,
): Related {
  const { document } = model;
  const outs = new Set(next.stage.outs.map(({ location }) => location));
  const reads = (location: string) =>
    outs.has(location) ||
    [...foldersAbove(location)].some((above) => outs.has(above)) ||
    (project.makes(location) && [...outs].some((out) => out.startsWith(`${location}/`) || location === '.'));
  const message = `"${stage.address}" needs what "${next.stage.address}" makes`;
  const index = stage.deps.findIndex(({ location }) => reads(location));
  const item = index < 0 ? undefined : pathItems(document.yaml, entry, 'deps')[index];
  const range = item ? document.yaml.rangeOf(item.node, item.place) : keyRange(model, entry, 'params');
  return { location: document.location, range, message };
}
