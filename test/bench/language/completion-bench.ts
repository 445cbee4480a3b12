/**
 * Completion in a dvc.yaml of 10,000 lines (1,000 stages) right after a letter was typed: what the language server does
 * between the request and its answer, with all that the edit has made out of date.
 */
import { complete } from '../../../server/language/completion/complete.ts';
import { absent, known, unknown } from '../../../server/language/workspace/known.ts';
import type { FolderEntry, Providers } from '../../../server/language/workspace/providers.ts';
import { unknownRegistry } from '../../../server/language/workspace/unknown-registry.ts';
import { WorkspaceFolder } from '../../../server/language/workspace/workspace-folder.ts';
import { percentile, report } from '../figures.ts';

const stages = 1000;
const turns = 200;
const abilities = { snippets: true, insertReplace: true, keepsIndentation: true };
const params = Array.from(
  { length: stages },
  (_, index) => `group${index}:\n  lr: 0.1\n  depth: ${index}\n`,
).join('');
const entries: FolderEntry[] = Array.from({ length: 500 }, (_, index) => ({
  name: `file${index}.csv`,
  kind: 'file',
  ignored: index % 2 === 0,
}));
const providers: Providers = {
  files: {
    kindOf: () => known('file'),
    text: (location) => (location === 'params.yaml' ? known(params) : absent),
    entries: () => known(entries),
    manifests: () => ['dvc.yaml', 'params.yaml'],
    dataFiles: () => [],
  },
  registry: unknownRegistry,
  contents: { modelGraph: () => unknown, columns: () => unknown },
};

function stage(index: number, lines: readonly string[] = []): string {
  const own = [
    `  stage${index}:`,
    `    cmd: python stage${index}.py \${group${index}.lr}`,
    '    deps:',
    `      - stage${index}.py`,
    ...(index > 0 ? [`      - out${index - 1}.csv`] : []),
    ...lines,
    '    params:',
    `      - group${index}.lr`,
    '    outs:',
    `      - out${index}.csv`,
  ];
  return `${own.join('\n')}\n`;
}

/** The text with lines added to a stage in its middle, and where the last of them ends. */
function typed(lines: readonly string[]): { text: string; position: { line: number; character: number } } {
  const middle = stages / 2;
  const before = `stages:\n${Array.from({ length: middle }, (_, index) => stage(index)).join('')}`;
  const after = Array.from({ length: stages - middle - 1 }, (_, index) => stage(middle + 1 + index)).join('');
  const line = before.split('\n').length - 1 + 4 + lines.length;
  return {
    text: before + stage(middle, lines) + after,
    position: { line, character: lines.at(-1)?.length ?? 0 },
  };
}

const places: Record<string, (letter: string) => string[]> = {
  key: (letter) => [`    ${letter}`],
  dep: (letter) => [`      - ${letter}`],
  param: (letter) => [`    x${letter}: 1`, `    params: [gr`],
  reference: (letter) => [`    desc: ${letter} \${gr`],
};

const all: number[] = [];
for (const [name, linesOf] of Object.entries(places)) {
  const folder = new WorkspaceFolder('/bench', providers);
  const times: number[] = [];
  for (let turn = 0; turn < turns + 20; turn++) {
    const { text, position } = typed(linesOf('out12'.slice(0, (turn % 5) + 1)));
    const document = folder.open('dvc.yaml', text);
    if (!document) throw new Error('dvc.yaml is no manifest');
    const start = performance.now();
    const { items } = complete(folder, document, position, abilities);
    const time = performance.now() - start;
    if (items.length === 0) throw new Error(`nothing is offered for ${name}`);
    if (turn >= 20) times.push(time);
  }
  all.push(...times);
  report({
    figure: `language.completion.${name}.p95`,
    value: percentile(times, 95),
    unit: 'ms',
    target: '< 10',
  });
}
report({ figure: 'language.completion.p95', value: percentile(all, 95), unit: 'ms', target: '< 10' });
