import type { FaultReason, ManifestFault } from '../../../manifests/dvc/fault.ts';
import { checkPipelineShape } from '../../../manifests/dvc/shape.ts';
import { rangeOfFault } from '../../pipeline/param-places.ts';
import type { PipelineModel } from '../../pipeline/pipeline-model.ts';
import type { StageEntry } from '../../pipeline/stage-entry.ts';
import { writtenValue } from '../../pipeline/stage-items.ts';
import { brokenReferences, brokenTopReferences } from '../../pipeline/template-references.ts';
import type { Rule } from '../rule.ts';

/** Rules of their own speak of these. */
const toldElsewhere: ReadonlySet<FaultReason | null> = new Set([
  'params-file',
  'params-key',
  'checkpoint',
  'repeated-path',
  'unsupported',
]);

export const unreadableStage: Rule = {
  code: 'SW122',
  name: 'unreadable-stage',
  severity: 'error',
  summary: 'The engine refuses a stage, or the whole file.',
  description:
    'Everything that stops a stage from being read, and that no other rule says better: values that templates bring, vars that contradict one another, settings under `meta.slipway`.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const model = folder.pipeline(document);
    const tell = (fault: ManifestFault, entry: StageEntry | null) =>
      report(rangeOfFault(document, fault.path, entry).range, fault.message);
    if (model.fault && !toldElsewhere.has(model.fault.reason)) tell(model.fault, null);
    const hasTopReferences = brokenTopReferences(model).length > 0;
    for (const fault of model.topFaults)
      if (fault.reason !== 'reference' || !hasTopReferences) tell(fault, null);
    for (const entry of model.entries)
      if (entry.fault && !isTold(model, entry, entry.fault)) tell(entry.fault, entry);
  },
  examples: {
    wrong: [
      {
        title: 'A value given twice',
        files: {
          'dvc.yaml': `vars: [{lr: 1}, {lr: 2}]
#                ^^ "lr" has a value already
stages:
  train: {cmd: "run \${lr}"}
`,
        },
      },
      {
        title: 'A list where text belongs',
        files: {
          'params.yaml': 'sizes: [1, 2]\n',
          'dvc.yaml': `stages:
  train:
    cmd: run \${sizes}
#        ^^^^^^^^^^^^ a list cannot stand within a text
`,
        },
      },
      {
        title: 'Settings that cannot be',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: run
    meta:
      slipway:
        timeout: ten minutes
#                ^^^^^^^^^^^ expected a duration
`,
        },
      },
      {
        title: 'A group of nothing that can be counted',
        files: {
          'dvc.yaml': `vars: [{models: 3}]
stages:
  each:
    foreach: \${models}
#            ^^^^^^^^^ foreach is a int; expected a list or a mapping
    do: {cmd: run}
`,
        },
      },
    ],
    right: [
      { title: 'What the schema says already', files: { 'dvc.yaml': 'stages:\n  train: {cmd: 5}\n' } },
      {
        title: 'What another rule says better',
        files: { 'dvc.yaml': `stages:\n  train: {cmd: "run \${nothing}"}\n` },
      },
    ],
  },
};

function isTold(model: PipelineModel, entry: StageEntry, fault: ManifestFault): boolean {
  if (fault.reason === 'reference') return brokenReferences(model, entry).length > 0;
  if (fault.reason === 'shape') return isWrittenSo(model, entry, fault);
  return toldElsewhere.has(fault.reason);
}

/** It has this shape without any template, so that the schema says so. */
function isWrittenSo(model: PipelineModel, entry: StageEntry, { path }: ManifestFault): boolean {
  const value = writtenValue(model, entry);
  try {
    checkPipelineShape(new Map([['stages', new Map([[entry.name, value]])]]));
    return false;
  } catch (error) {
    const written = (error as ManifestFault).path;
    return written?.join('\0') === path.join('\0');
  }
}
