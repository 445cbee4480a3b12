import { posix } from 'node:path';
import { Memo } from '../../../core/memo.ts';
import { pythonJson } from '../../../core/python-json.ts';
import { isMapping, type PythonMapping, type PythonValue, pythonEqual } from '../../../core/python-value.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import { paramAt } from '../../../manifests/dvc/param-values.ts';
import type { Stage } from '../../../manifests/dvc/pipeline.ts';
import { readYaml } from '../../../manifests/dvc/yaml-values.ts';
import { keyRange } from '../../pipeline/stage-items.ts';
import { readableParams } from '../../workspace/readable-params.ts';
import type { WorkspaceFolder } from '../../workspace/workspace-folder.ts';
import type { Rule } from '../rule.ts';

export const frozenButStale: Rule = {
  code: 'SW118',
  name: 'frozen-but-stale',
  severity: 'information',
  summary: 'A frozen stage is no longer what it was when it last ran.',
  description:
    'A frozen stage is not run again, so what it made stays as it was although its definition or its params have changed since. Unfreeze and run it, or set back what was changed. What would have to be hashed (the contents of deps) is not looked at.',
  kinds: ['pipeline'],
  check({ document, folder, report }) {
    const model = folder.pipeline(document);
    for (const entry of model.entries)
      for (const stage of entry.stages) {
        if (!stage.frozen) continue;
        const locked = lockedStages(folder, document.location);
        if (locked === null) return;
        const reasons = changesOf(folder, stage, locked.get(stage.name) ?? null);
        if (reasons.length === 0) continue;
        report(
          keyRange(model, entry, 'frozen'),
          `"${stage.name}" is frozen, but has changed since it ran: ${reasons.join('; ')}`,
        );
        break;
      }
  },
  examples: {
    wrong: [
      {
        title: 'Another command, another param',
        files: {
          'params.yaml': 'lr: 0.2\n',
          'dvc.lock': `schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data.csv
      hash: md5
      md5: 5e3a
      size: 1
    params:
      params.yaml:
        lr: 0.1
    outs:
    - path: model.pkl
      hash: md5
      md5: 5e3a
      size: 1
`,
          'dvc.yaml': `stages:
  train:
    cmd: python train.py --fast
    deps: [data.csv, extra.csv]
    params: [lr]
    outs: [model.pkl]
    frozen: true
#   ^^^^^^ its cmd changed; extra.csv is a new dep; params.yaml:lr 0.1 -> 0.2
`,
        },
      },
      {
        title: 'A stage that was never run',
        files: {
          'dvc.lock': "schema: '2.0'\nstages: {}\n",
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    frozen: true
#   ^^^^^^ it was never run
`,
        },
      },
    ],
    right: [
      {
        title: 'The same as it was locked; no lock at all',
        files: {
          'dvc.lock': "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n",
          'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    frozen: true\n',
          'sub/dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    frozen: true\n',
        },
      },
    ],
  },
};

const locks = new Memo<PythonMapping>(50);

/** Null where there is no lock, or none that can be read. */
function lockedStages(folder: WorkspaceFolder, location: string): PythonMapping | null {
  const file = joinLocation(posix.dirname(location), 'dvc.lock');
  const text = folder.text(file);
  if (text === null) return null;
  const key = `${folder.root}\0${file}`;
  const known = locks.find(key, [text]);
  if (known) return known;
  const { value } = readYaml(text);
  const stages = isMapping(value) && value.get('schema') === '2.0' ? value.get('stages') : null;
  return isMapping(stages) ? locks.keep(key, [text], stages) : null;
}

function changesOf(folder: WorkspaceFolder, stage: Stage, locked: PythonValue): string[] {
  if (!isMapping(locked)) return ['it was never run'];
  const reasons: string[] = [];
  if (!pythonEqual(locked.get('cmd') ?? null, stage.command)) reasons.push('its cmd changed');
  for (const [key, word] of [
    ['deps', 'dep'],
    ['outs', 'out'],
  ] as const) {
    const now = new Set(stage[key].map(({ path }) => path));
    const before = new Set(pathsOf(locked.get(key)));
    for (const path of now) if (!before.has(path)) reasons.push(`${path} is a new ${word}`);
    for (const path of before)
      if (!now.has(path)) reasons.push(`${path} was ${word === 'dep' ? 'a' : 'an'} ${word}`);
  }
  return [...reasons, ...changedParams(folder, stage, locked.get('params') ?? null)];
}

function changedParams(folder: WorkspaceFolder, stage: Stage, locked: PythonValue): string[] {
  const files = isMapping(locked) ? locked : new Map<PythonValue, PythonValue>();
  return stage.params.flatMap(({ location, keys }) => {
    const file = posix.relative(stage.workingFolder, location);
    const before = files.get(file);
    const values = readableParams(folder, location);
    if (values === null) return [];
    const names = keys.length > 0 ? keys : isMapping(values) ? [...values.keys()].map(String) : [];
    return names.flatMap((name) => {
      const old = isMapping(before) ? before.get(name) : undefined;
      const now = paramAt(values, name);
      if (now === undefined || (old !== undefined && pythonEqual(old, now))) return [];
      return [`${file}:${name} ${old === undefined ? 'nothing' : shown(old)} -> ${shown(now)}`];
    });
  });
}

function pathsOf(value: PythonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter(isMapping).map((item) => String(item.get('path') ?? '')) : [];
}

const shownLength = 40;

function shown(value: PythonValue): string {
  const text = typeof value === 'string' ? value : pythonJson(value);
  return text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text;
}
