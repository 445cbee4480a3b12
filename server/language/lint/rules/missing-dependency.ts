import { posix } from 'node:path';
import { nearestName } from '../../../core/nearest-name.ts';
import { referencesIn } from '../../../manifests/dvc/template.ts';
import { scalarLike } from '../../edits/scalar-text.ts';
import { dataOuts } from '../../pipeline/data-outs.ts';
import { type PipelineProject, projectOf } from '../../pipeline/project.ts';
import type { StageEntry } from '../../pipeline/stage-entry.ts';
import { depItem, type StageItem } from '../../pipeline/stage-items.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { Fix, Rule } from '../rule.ts';

export const missingDependency: Rule = {
  code: 'SW111',
  name: 'missing-dependency',
  severity: 'warning',
  summary: 'A dep is not on disk, and no stage makes it.',
  description:
    'The stage cannot run: its inputs are looked for before anything starts. Correct the path, add the file, or name it as an out of the stage that makes it. Data that a `.dvc` file names count as there, whether they were pulled or not.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const { files } = folder.providers;
    const { entries } = folder.pipeline(document);
    let project: PipelineProject | null = null;
    const isThere = (location: string) => {
      if (files.kindOf(location).state !== 'absent') return true;
      project ??= projectOf(folder, document);
      if (project.makes(location)) return true;
      const data = dataOuts(folder);
      return (data.holding(location) ?? data.within(location)) !== null || project.mayMake(location);
    };
    for (const entry of entries) {
      const missing = missingDeps(entry, isThere);
      for (const [index, { paths, locations }] of missing) {
        const item = depItem(document.yaml, entry, index);
        if (!item) continue;
        const [location = ''] = locations;
        const base = entry.stages[0]?.workingFolder ?? '.';
        const near = paths.length === 1 ? nearest(folder, document, location, base) : null;
        report(
          document.yaml.rangeOf(item.node, item.place),
          `${listed(paths)} ${paths.length === 1 ? 'is' : 'are'} not on disk, and no stage makes ${paths.length === 1 ? 'it' : 'them'}${near === null ? '' : `; did you mean "${near}"?`}`,
          {
            fixes: () => [
              ...(near === null ? [] : renameFix(document, item, near)),
              ...createFix(location, entry.name),
            ],
          },
        );
      }
    }
  },
  examples: {
    wrong: [
      {
        title: 'A misspelt path',
        files: {
          'src/train.py': '',
          'dvc.yaml': `stages:
  train:
    cmd: python src/train.py
    deps:
      - src/trian.py
#       ^^^^^^^^^^^^ did you mean "src/train.py"?
    outs: [model.pkl]
`,
        },
        fixed: {
          'dvc.yaml': `stages:
  train:
    cmd: python src/train.py
    deps:
      - src/train.py
    outs: [model.pkl]
`,
        },
      },
      {
        title: 'An out of another stage, misspelt',
        files: {
          'dvc.yaml': `stages:
  split:
    cmd: split
    outs: [data/train.csv]
  train:
    cmd: train
    deps: [data/trains.csv]
#          ^^^^^^^^^^^^^^^ did you mean "data/train.csv"?
`,
        },
      },
      {
        title: 'One template for several stages',
        files: {
          'data/a.csv': '',
          'dvc.yaml': `stages:
  each:
    foreach: [a, b, c]
    do:
      cmd: run \${item}
      deps: ["data/\${item}.csv"]
#            ^^^^^^^^^^^^^^^^^^ data/b.csv and data/c.csv are not on disk
`,
        },
      },
      {
        title: 'A script still to be written',
        files: {
          'dvc.yaml': `stages:
  fetch:
    cmd: python fetch.py
    deps: [fetch.py]
#          ^^^^^^^^ not on disk
    outs: [raw.csv]
`,
        },
        fixed: { 'fetch.py': '"""The stage fetch."""\n' },
      },
    ],
    right: [
      {
        title: 'Data that are in the remote, something in a folder, a frozen stage',
        files: {
          'data/raw.csv.dvc': 'outs:\n- md5: 5e3a\n  hash: md5\n  path: raw.csv\n',
          'images.dvc': 'outs:\n- md5: 5e3a.dir\n  hash: md5\n  path: images\n',
          'dvc.yaml': `stages:
  make:
    wdir: sub
    cmd: make
    deps: [../data/raw.csv, ../images/cats]
    outs: [made/one.txt]
  use:
    cmd: use
    deps: [sub/made, sub/made/one.txt]
  old:
    cmd: old
    frozen: true
    deps: [gone.csv]
`,
        },
      },
      {
        title: 'A stage that cannot be read may make it',
        files: {
          'dvc.yaml': `stages:
  split:
    cmd: split \${no.such}
    outs: [train.csv]
  train:
    cmd: train
    deps: [train.csv]
`,
        },
      },
    ],
  },
};

interface MissingDep {
  paths: string[];
  locations: string[];
}

const none: ReadonlyMap<number, MissingDep> = new Map();

/** By its index among the deps: a template is told of once, with all that it stands for. */
function missingDeps(
  { stages }: StageEntry,
  isThere: (location: string) => boolean,
): ReadonlyMap<number, MissingDep> {
  let missing: Map<number, MissingDep> | null = null;
  for (const { deps, frozen } of stages) {
    if (frozen) continue;
    let index = -1;
    for (const { path, location } of deps) {
      index++;
      if (isThere(location)) continue;
      missing ??= new Map();
      const known = missing.get(index) ?? { paths: [], locations: [] };
      if (!known.paths.includes(path)) known.paths.push(path);
      known.locations.push(location);
      missing.set(index, known);
    }
  }
  return missing ?? none;
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 2);
  const more = paths.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.join(' and ');
}

/** The path that was probably meant: in the same folder, or of the same name in another that a stage makes. */
function nearest(
  folder: WorkspaceFolder,
  document: ManifestDocument,
  location: string,
  base: string,
): string | null {
  const parent = posix.dirname(location);
  const name = posix.basename(location);
  const outs = [...projectOf(folder, document).outs];
  const entries = folder.providers.files.entries(parent);
  const beside = [
    ...(entries.state === 'known' ? entries.value.map((entry) => entry.name) : []),
    ...outs.filter((out) => posix.dirname(out) === parent).map((out) => posix.basename(out)),
  ];
  const near = nearestName(name, beside);
  const found = near === null ? outs.find((out) => posix.basename(out) === name) : posix.join(parent, near);
  return found === undefined ? null : posix.relative(base, found);
}

function renameFix(
  { location, yaml }: ManifestDocument,
  { node, place, text }: StageItem,
  near: string,
): Fix[] {
  if (node.kind !== 'scalar' || referencesIn(text).length > 0) return [];
  const range = yaml.rangeOf(node, place);
  const newText = scalarLike(near, node, true);
  return [{ title: `Change to "${near}"`, preferred: true, changes: [{ location, range, newText }] }];
}

const beginnings: Record<string, (stage: string) => string> = {
  py: (stage) => `"""The stage ${stage}."""\n`,
  sh: () => '#!/usr/bin/env bash\nset -euo pipefail\n',
  R: (stage) => `# The stage ${stage}.\n`,
  jl: (stage) => `# The stage ${stage}.\n`,
};

/** Of code alone: data do not come from nothing. */
function createFix(location: string, stage: string): Fix[] {
  const beginning = beginnings[/\.(\w+)$/.exec(location)?.[1] ?? ''];
  if (!beginning) return [];
  const start = { line: 0, character: 0 };
  const change = { location, range: { start, end: start }, newText: beginning(stage) };
  return [{ title: `Create ${location}`, preferred: false, changes: [change] }];
}
