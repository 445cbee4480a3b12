import { pythonJson } from '../../server/core/python-json.ts';
import type { RandomSource } from './random-source.ts';

/** Files of a small project, and one change of them. */
export interface RandomProject {
  files: Record<string, string>;
  change: Record<string, string>;
}

interface Drawn {
  /** From the root, with forward slashes. */
  made: { path: string; isFolder: boolean }[];
  yaml: Record<string, string[]>;
}

const paramFiles: Record<string, (value: string) => string> = {
  'params.yaml': (value) =>
    `lr: ${value}\nmodel:\n  layers: [1, 2.0, "three"]\n  name: 'a: b'\nlong: ${'word '.repeat(30)}end\n`,
  'conf.json': (value) => `{"rate": ${value}, "deep": {"list": [1e16, -0.5, null, true, "\\u00e9"]}}`,
  'conf.toml': (value) => `rate = ${value}\nflag = false\n[deep]\nname = "x # y"\nsizes = [1, 2]\n`,
  'conf.py': (value) => `RATE = ${value}\nSIZES = (1, 2)\nclass Net:\n    depth = 3\n    act = "relu"\n`,
};
const paramKeys: Record<string, string[]> = {
  'params.yaml': ['lr', 'model.layers', 'model', 'long'],
  'conf.json': ['rate', 'deep.list', 'deep'],
  'conf.toml': ['rate', 'deep', 'flag'],
  'conf.py': ['RATE', 'SIZES', 'Net', 'Net.act'],
};
const placeholder = `\${item}`;
const numbers = ['0.1', '1.0', '2', '3e-05', '100000000000000000000.0'];
const sources = ['in.txt', 'data/one.csv', 'data/two words.csv', 'data/é.csv'];

/** A project whose every command is the same for the same inputs. */
export function randomProject(random: RandomSource): RandomProject {
  const values = Object.fromEntries(Object.keys(paramFiles).map((file) => [file, random.pick(numbers)]));
  const files: Record<string, string> = {};
  for (const source of sources) files[source] = `${source}\r\n${random.below(1_000)}\n`;
  for (const [file, text] of Object.entries(paramFiles)) files[file] = text(values[file] ?? '1');
  const drawn: Drawn = { made: [], yaml: { '': [], sub: [], 'sub/deep': [] } };
  const count = 3 + random.below(4);
  for (let number = 0; number < count; number++) drawStage(random, number, drawn);
  for (const [folder, stages] of Object.entries(drawn.yaml))
    if (stages.length > 0)
      files[folder === '' ? 'dvc.yaml' : `${folder}/dvc.yaml`] = `stages:\n${stages.join('')}`;
  const change: Record<string, string> = {};
  const source = random.pick(sources);
  change[source] = `${files[source]}more\n`;
  const file = random.pick(Object.keys(paramFiles));
  const other = random.pick(numbers.filter((value) => value !== values[file]));
  change[file] = paramFiles[file]?.(other) ?? '';
  return { files, change };
}

function drawStage(random: RandomSource, number: number, drawn: Drawn): void {
  const folder = random.pick(['', '', 'sub', 'sub/deep']);
  const up = folder === '' ? '' : '../'.repeat(folder.split('/').length);
  const reads = new Set<string>();
  for (let left = 1 + random.below(2); left > 0; left--) reads.add(random.pick([...sources, 'data']));
  if (reads.has('data')) for (const source of sources) if (source !== 'in.txt') reads.delete(source);
  if (drawn.made.length > 0 && random.chance(0.8)) reads.add(random.pick(drawn.made).path);
  const deps = [...reads].sort().map((path) => up + path);
  const isGroup = random.chance(0.25);
  const item = isGroup ? `-${placeholder}` : '';
  const isFolder = random.chance(0.35);
  const name = `${random.pick(['out', 'Été', 'a b'])}${number}`;
  const out = `${name}${item}${isFolder ? '' : random.pick(['.txt', '.json'])}`;
  const all = deps.map((dep) => `'${dep}'`).join(' ');
  const target = isFolder ? `${out}/x/y.txt` : out;
  const copy = `find ${all} -type f | LC_ALL=C sort | tr '\\n' '\\0' | xargs -0 cat > '${target}'`;
  const steps = [...(isFolder ? [`mkdir -p '${out}/x' '${out}/none'`] : []), copy];
  if (isFolder) steps.push(`cp '${target}' '${out}/z'`);
  else if (random.chance(0.3)) steps.push(`chmod +x '${out}'`);
  const params = new Map<string, string[]>();
  for (let left = random.below(3); left > 0; left--) {
    const file = random.pick(Object.keys(paramFiles));
    params.set(file, [...new Set([...(params.get(file) ?? []), random.pick(paramKeys[file] ?? [])])]);
  }
  const isWhole = random.chance(0.2);
  const kind = random.pick(['outs', 'outs', 'metrics', 'plots']);
  const flags = [
    ...(random.chance(0.3) ? ['cache: false'] : []),
    ...(random.chance(0.15) ? ['persist: true'] : []),
    ...(random.chance(0.2) ? ['desc: "a: b"'] : []),
    ...(random.chance(0.2) ? ['push: false'] : []),
  ];
  const body = [
    random.chance(0.5)
      ? `cmd: ${text(steps.join(' && '))}`
      : random.chance(0.5)
        ? `cmd: [${steps.map(text).join(', ')}]`
        : `cmd: |\n  ${steps.join('\n  ')}`,
    `deps: [${deps.map(text).join(', ')}]`,
    ...(params.size > 0 || isWhole
      ? [
          `params: [${[...params]
            .map(([file, keys]) => `{${text(up + file)}: [${keys.join(', ')}]}`)
            .concat(isWhole ? [`{${text(`${up}conf.toml`)}: }`] : [])
            .join(', ')}]`,
        ]
      : []),
    `${kind}: [${flags.length > 0 ? `{${text(out)}: {${flags.join(', ')}}}` : text(out)}]`,
    ...(random.chance(0.15) ? ['always_changed: true'] : []),
    ...(random.chance(0.2) ? ['meta: {who: "me", n: 1.0}'] : []),
  ];
  const indented = (indent: string) =>
    body.map((line) => indent + line.replaceAll('\n', `\n${indent}`)).join('\n');
  const stage = isGroup
    ? `  s${number}:\n    foreach: [a, 2]\n    do:\n${indented('      ')}\n`
    : `  s${number}:\n${indented('    ')}\n`;
  drawn.yaml[folder]?.push(stage);
  const from = folder === '' ? '' : `${folder}/`;
  for (const value of isGroup ? ['a', '2'] : [''])
    drawn.made.push({ path: from + out.replace(placeholder, value), isFolder });
}

/** JSON is YAML. */
function text(value: string): string {
  return pythonJson(value);
}
