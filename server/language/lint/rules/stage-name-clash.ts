import { isMapping, type PythonValue } from '../../../core/python-value.ts';
import { ManifestFault } from '../../../manifests/dvc/fault.ts';
import type { Stage } from '../../../manifests/dvc/pipeline.ts';
import { fillIn } from '../../../manifests/dvc/template.ts';
import { type PipelineModel, style } from '../../pipeline/pipeline-model.ts';
import { projectOf } from '../../pipeline/project.ts';
import type { StageEntry } from '../../pipeline/stage-entry.ts';
import { keyRange, nameRange, writtenValue } from '../../pipeline/stage-items.ts';
import type { Rule } from '../rule.ts';

export const stageNameClash: Rule = {
  code: 'SW117',
  name: 'stage-name-clash',
  severity: 'warning',
  summary: 'Two stages get one name once groups are expanded.',
  description:
    'A group names its stages `group@item`. Where two stages have one name, the last takes the place of the other, which never runs.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const model = folder.pipeline(document);
    const project = projectOf(folder, document);
    for (const entry of model.entries) {
      const { stages } = entry;
      const repeated =
        project.repeated.size > 0 ? stages.find(({ address }) => project.repeated.has(address)) : undefined;
      const [first, ...others] = repeated ? project.all(repeated.address) : [];
      if (first && repeated && first.entry !== entry && others.some((other) => other.entry === entry))
        report(nameRange(model, entry), `"${first.entry.name}" makes a stage "${repeated.name}" too`, {
          related: [
            {
              location: first.model.document.location,
              range: nameRange(first.model, first.entry),
              message: `"${repeated.name}" is made here`,
            },
          ],
        });
      if (stages[0]?.group)
        for (const { key, name } of lostMembers(model, entry))
          report(
            keyRange(model, entry, key),
            `two stages are named "${entry.name}@${name}"; only the last counts`,
          );
    }
  },
  examples: {
    wrong: [
      {
        title: 'A stage that is named like one of a group',
        files: {
          'dvc.yaml': `stages:
  train@a:
    cmd: python train.py
  train:
# ^^^^^ "train@a" makes a stage "train@a" too
    foreach: [a, b]
    do:
      cmd: python train.py \${item}
`,
        },
      },
      {
        title: 'Items of one name',
        files: {
          'dvc.yaml': `stages:
  train:
    foreach: [small, large, small]
#   ^^^^^^^ two stages are named "train@small"
    do:
      cmd: python train.py \${item}
  grid:
    matrix:
#   ^^^^^^ two stages are named "grid@1-x"
      seed: [1, "1"]
      model: [x]
    cmd: python train.py \${item.seed}
`,
        },
      },
    ],
    right: [
      {
        title: 'One name in two files',
        files: {
          'dvc.yaml': 'stages:\n  train: {cmd: x}\n',
          'sub/dvc.yaml': 'stages:\n  train: {cmd: x}\n',
        },
      },
    ],
  },
};

interface LostMember {
  key: 'foreach' | 'matrix';
  name: string;
}

function lostMembers(model: PipelineModel, entry: StageEntry): LostMember[] {
  return entry.remember(findLost, () => findLost(model, entry));
}

/** The group has more members than stages: some share a name. */
function findLost(model: PipelineModel, entry: StageEntry): LostMember[] {
  const written = writtenValue(model, entry);
  if (!written || !model.scope) return [];
  const { values } = model.scope;
  const filled = (value: PythonValue | undefined) => {
    try {
      return fillIn(value ?? null, values, style, []);
    } catch (error) {
      if (error instanceof ManifestFault) return null;
      throw error;
    }
  };
  const [first] = entry.stages;
  if (!first) return [];
  const matrix = written.get('matrix');
  if (!isMapping(matrix)) {
    const items = filled(written.get('foreach'));
    if (!Array.isArray(items) || items.length === entry.stages.length) return [];
    const names = items.map(String);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return [{ key: 'foreach', name: twice ?? nameOf(first) }];
  }
  const axes = [...matrix.values()].map(filled);
  const count = axes.reduce<number>((product, axis) => product * (Array.isArray(axis) ? axis.length : 1), 1);
  return count === entry.stages.length ? [] : [{ key: 'matrix', name: nameOf(first) }];
}

function nameOf({ name }: Stage): string {
  return name.slice(name.indexOf('@') + 1);
}
