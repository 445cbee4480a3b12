import { adviseName } from '../../../core/nearest-name.ts';
import { isOutside, isWithin } from '../../../manifests/dvc/location.ts';
import { contractChecks, contractPath } from '../../data/contract.ts';
import { locationIn, modelReferencesOf } from '../../model/model-references.ts';
import { readPaths } from '../../pipeline/stage-paths.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { WrittenText } from '../../yaml/reading.ts';
import type { Rule } from '../rule.ts';
import { nearestFix, rangeOf } from '../written-range.ts';

/** A pattern of several files, a place that a variable names, another machine. */
const isElsewhere = /[*?[\]{}$]|^[a-z][a-z0-9+.-]*:/i;

export const missingFile: Rule = {
  code: 'SW140',
  name: 'missing-file',
  severity: 'warning',
  summary: 'A data file or contract is not there, and no stage makes it.',
  description:
    'Paths are from the folder of the manifest. A file that a stage of the folder makes, or that DVC can fetch, counts as there. The artifact of a model is not looked for: it lies in the run.',
  kinds: ['model', 'data'],
  check({ document, folder, report }) {
    for (const { name, isContract } of filesOf(document)) {
      const location = locationIn(document, name.text);
      if (isElsewhere.test(name.text) || !isCertainlyMissing(folder, location)) continue;
      const known = isContract ? contractsFrom(folder, document) : [];
      const advice =
        known.length > 0 ? adviseName(name.text, known) : 'no stage makes it, and it is not on this disk';
      report(rangeOf(document, name.at), `there is no file ${location}; ${advice}`, {
        fixes: () => nearestFix(document, name, known),
      });
    }
  },
  examples: {
    wrong: [
      {
        title: 'Data that nobody makes, and a misspelt contract',
        files: {
          'fraud.model.yaml': `data: {contract: transaction.data.yaml, train: data/train.csv}
#                ^^^^^^^^^^^^^^^^^^^^^ did you mean "transactions.data.yaml"?
#                                              ^^^^^^^^^^^^^^ there is no file data/train.csv; no stage makes it
`,
          'transactions.data.yaml': `path: data/all.csv
#     ^^^^^^^^^^^^ there is no file data/all.csv
`,
        },
        fixed: {
          'fraud.model.yaml': 'data: {contract: transactions.data.yaml, train: data/train.csv}\n',
        },
      },
    ],
    right: [
      {
        title: 'Files that stages make, that DVC tracks, and that lie elsewhere',
        files: {
          'models/fraud.model.yaml': `artifact: model.onnx
data: {train: ../data/train.parquet, evaluation: "s3://bucket/test.parquet"}
`,
          't.data.yaml': 'path: raw/all.csv\nchecks: [{name: a, kind: overlap, with: big/b.csv}]\n',
          'raw/all.csv.dvc': 'outs: [{path: all.csv}]\n',
          'dvc.yaml': 'stages:\n  split: {cmd: python split.py, outs: [data/, big]}\n',
        },
      },
    ],
  },
};

interface NamedFile {
  name: WrittenText;
  isContract: boolean;
}

function filesOf(document: ManifestDocument): NamedFile[] {
  if (document.kind === 'model')
    return modelReferencesOf(document)
      .filter(({ kind }) => kind === 'contract' || kind === 'dataset-file')
      .map(({ kind, name }) => ({ name, isContract: kind === 'contract' }));
  const files = [contractPath(document), ...contractChecks(document).map((check) => check.with)];
  return files.flatMap((name) => (name ? [{ name, isContract: false }] : []));
}

function isCertainlyMissing(folder: WorkspaceFolder, location: string): boolean {
  if (location === '.' || isOutside(location)) return false;
  if (folder.fileKind(location).state !== 'absent' || folder.document(location)) return false;
  for (let above = location; above.length > 0; above = above.slice(0, Math.max(above.lastIndexOf('/'), 0)))
    if (folder.fileKind(`${above}.dvc`).state !== 'absent') return false;
  return folder
    .pipelines()
    .every(
      ({ fault, entries, document }) =>
        !fault &&
        !document.isBroken &&
        entries.every((entry) => !entry.fault) &&
        entries.every(({ paths }) =>
          readPaths(paths).every(({ outs }) =>
            outs.every((out) => !isWithin(location, out.location) && !isWithin(out.location, location)),
          ),
        ),
    );
}

/** Contracts of the workspace as this manifest would name them. */
function contractsFrom(folder: WorkspaceFolder, { location }: ManifestDocument): string[] {
  const own = location.split('/').slice(0, -1);
  return folder
    .documentsOf('data')
    .map((contract) => contract.location.split('/'))
    .map((parts) => {
      const shared = parts.findIndex((part, index) => part !== own[index]);
      return [...own.slice(shared).map(() => '..'), ...parts.slice(shared)].join('/');
    });
}
