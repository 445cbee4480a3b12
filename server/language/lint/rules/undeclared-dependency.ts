import { posix } from 'node:path';
import { isOutside, isWithin, joinLocation } from '../../../manifests/dvc/location.ts';
import { addItem } from '../../edits/add-item.ts';
import { type PipelineProject, projectOf } from '../../pipeline/project.ts';
import type { StageEntry } from '../../pipeline/stage-entry.ts';
import { bodyOf } from '../../pipeline/stage-items.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import { itemsOf, valueIn } from '../../yaml/follow.ts';
import type { Fix, Rule } from '../rule.ts';

export const undeclaredDependency: Rule = {
  code: 'SW119',
  name: 'undeclared-dependency',
  severity: 'hint',
  summary: 'The command names a file that is no dep of its stage.',
  description:
    'When the file changes the stage does not run again, and when another stage makes it the order of the two is left to chance. Add it to `deps`, unless it does not bear on the result.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const { yaml } = document;
    const { files } = folder.providers;
    let project: PipelineProject | null = null;
    for (const entry of folder.pipeline(document).entries) {
      const [stage] = entry.stages;
      for (const { path, location, start, end } of undeclaredWords(document, entry)) {
        const kind = files.kindOf(location);
        const isFile = kind.state === 'known' && kind.value === 'file';
        project ??= projectOf(folder, document);
        const maker = project.makerOf(location);
        if (!stage || (!isFile && maker === null)) continue;
        const made = maker === null ? '' : ` "${maker}" makes and which`;
        report(
          yaml.rangeOf({ start, end }, entry.definition.place),
          `the command names ${path}, which${made} is no dep of "${entry.name}"`,
          {
            fixes: (): Fix[] => {
              const dep = posix.relative(stage.workingFolder, location);
              const change = addItem(document, bodyOf(yaml, entry), 'deps', dep);
              const title = `Add ${dep} to the deps of "${entry.name}"`;
              return change ? [{ title, preferred: false, changes: [change] }] : [];
            },
          },
        );
      }
    }
  },
  examples: {
    wrong: [
      {
        title: 'A script and its settings',
        files: {
          'src/train.py': '',
          'conf.ini': '',
          'dvc.yaml': `stages:
  train:
    cmd: python src/train.py --config=conf.ini data.csv > log.txt
#               ^^^^^^^^^^^^ the command names src/train.py
#                                     ^^^^^^^^ the command names conf.ini
    deps: [data.csv]
    outs: [model.pkl]
`,
        },
        fixed: {
          'dvc.yaml': `stages:
  train:
    cmd: python src/train.py --config=conf.ini data.csv > log.txt
    deps: [data.csv, src/train.py, conf.ini]
    outs: [model.pkl]
`,
        },
      },
      {
        title: 'A module, without any deps',
        files: {
          'src/train.py': '',
          'dvc.yaml': `stages:
  train:
    cmd: python -m src.train
#                  ^^^^^^^^^ the command names src/train.py
`,
        },
        fixed: {
          'dvc.yaml': 'stages:\n  train:\n    cmd: python -m src.train\n    deps:\n      - src/train.py\n',
        },
      },
      {
        title: 'What another stage makes',
        files: {
          'dvc.yaml': `stages:
  split:
    cmd: split
    outs: [parts/train.csv]
  train:
    cmd: fit parts/train.csv
#            ^^^^^^^^^^^^^^^ which "split" makes
`,
        },
      },
    ],
    right: [
      {
        title: 'Deps, folders of deps, params, outs, and words that are no files',
        files: {
          'src/train.py': '',
          'params.yaml': 'lr: 1\n',
          'dvc.yaml': `stages:
  train:
    cmd: python src/train.py params.yaml metrics.json --lr 0.1 && cat gone.txt
    deps: [src]
    params: [lr]
    metrics: [metrics.json]
  moved:
    cmd: cd src && python train.py
`,
        },
      },
    ],
  },
};

interface Word {
  /** From the folder that the command runs in. */
  path: string;
  /** In the section. */
  start: number;
  end: number;
}

interface UndeclaredWord extends Word {
  location: string;
}

/** Begins or ends where shells and options have a mark. */
const word = /[^\s'"`;|&<>()=,]+/g;
const moduleName = /(?<=\s-m\s+)[A-Za-z_][\w.]*/g;

/** Words of a stage's command that may be files, and that it does not name elsewhere; worked out once for its text. */
function undeclaredWords(document: ManifestDocument, entry: StageEntry): readonly UndeclaredWord[] {
  return entry.remember(findUndeclared, () => findUndeclared(document, entry));
}

function findUndeclared({ yaml }: ManifestDocument, entry: StageEntry): UndeclaredWord[] {
  const [stage] = entry.stages;
  const cmd = valueIn(yaml, bodyOf(yaml, entry), 'cmd');
  const { section } = entry.definition.place;
  if (!stage || stage.frozen || cmd?.place.section !== section) return [];
  const named = [...stage.deps, ...stage.outs, ...stage.params];
  const seen = new Set<string>();
  const nodes = cmd.node.kind === 'scalar' ? [cmd] : itemsOf(yaml, cmd);
  return nodes.flatMap(({ node }) =>
    findWords(section.text.slice(node.start, node.end), node.start).flatMap((found) => {
      const location = joinLocation(stage.workingFolder, found.path);
      if (isOutside(location) || seen.has(location)) return [];
      seen.add(location);
      return named.some((other) => isWithin(location, other.location)) ? [] : [{ ...found, location }];
    }),
  );
}

function findWords(source: string, offset: number): Word[] {
  if (/(?:^|[\s;&|'"])(?:cd|pushd)\s/.test(source)) return [];
  const files = [...source.matchAll(word)].flatMap(({ 0: path, index }): Word[] => {
    const isOutput = /(?:>|\s-o|--out(?:put)?)[\s=]*$/.test(source.slice(0, index));
    if (isOutput || !mayBeFile(path)) return [];
    return [{ path, start: offset + index, end: offset + index + path.length }];
  });
  const modules = [...source.matchAll(moduleName)].map(({ 0: name, index }) => ({
    path: `${name.replaceAll('.', '/')}.py`,
    start: offset + index,
    end: offset + index + name.length,
  }));
  return [...files, ...modules].sort((a, b) => a.start - b.start);
}

function mayBeFile(path: string): boolean {
  return (
    /[./]/.test(path) &&
    !/[$*{}?[\]\\:]|^-|^~|^\.+$|^[\d.]+$|\.dvc$|(?:^|\/)dvc\.(?:yaml|lock)$/.test(path) &&
    !posix.isAbsolute(path)
  );
}
