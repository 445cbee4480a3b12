import { CompletionItemKind } from 'vscode-languageserver-types';
import type { ManifestKind } from '../../workspace/manifest-kind.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';
import { keysAt } from '../site-facts.ts';

/** Lines with tab stops where a mapping may have them, indented in steps of two blanks. */
interface ManifestSnippet {
  kind: ManifestKind;
  /** Of the mapping that they are entries of. */
  in: ReturnType<typeof pathPattern>;
  label: string;
  meaning: string;
  /** The key that they begin with, where there can be one of it only. */
  key?: string;
  lines: readonly string[];
}

const stages = pathPattern('stages');

/** One entry for a new snippet. */
const all: readonly ManifestSnippet[] = [
  {
    kind: 'pipeline',
    in: stages,
    label: 'stage',
    meaning: 'A stage: what it runs, reads and makes.',
    lines: [
      `\${1:train}:`,
      `  cmd: \${2:python \${1}.py}`,
      '  deps:',
      `    - \${3:\${1}.py}`,
      '  outs:',
      `    - \${4:model.pkl}`,
    ],
  },
  {
    kind: 'pipeline',
    in: stages,
    label: 'foreach stage',
    meaning: 'One stage for each item of a list.',
    lines: [
      `\${1:train}:`,
      `  foreach: [\${2:small, large}]`,
      '  do:',
      `    cmd: \${3:python \${1}.py} \\\${item}`,
      '    deps:',
      `      - \${4:\${1}.py}`,
      '    outs:',
      `      - \${5:models}/\\\${item}.pkl`,
    ],
  },
  {
    kind: 'pipeline',
    in: stages,
    label: 'matrix stage',
    meaning: 'One stage for each combination of values.',
    lines: [
      `\${1:train}:`,
      '  matrix:',
      `    \${2:model}: [\${3:cnn, xgb}]`,
      `    \${4:seed}: [\${5:1, 2, 3}]`,
      `  cmd: \${6:python \${1}.py} \\\${item.\${2}} \\\${item.\${4}}`,
      '  outs:',
      `    - \${7:models}/\\\${item.\${2}}-\\\${item.\${4}}.pkl`,
    ],
  },
  {
    kind: 'model',
    in: pathPattern('gates.#'),
    label: 'gate',
    meaning: 'What must hold before a version is released. What is missing blocks.',
    key: 'name',
    lines: [`name: \${1:quality}`, `expr: \${2:auc} >= \${3:0.9}`],
  },
  {
    kind: 'model',
    in: pathPattern('gates.#'),
    label: 'gate against the live version',
    meaning: 'Compares with the version that is live; passes over the first release.',
    key: 'name',
    lines: [
      `name: \${1:no-regression}`,
      'when: champion.exists',
      `expr: \${2:auc} >= champion.\${2} - \${3:0.005}`,
    ],
  },
  {
    kind: 'model',
    in: pathPattern('deploy'),
    label: 'canary',
    meaning: 'A release in steps, each judged by the live service levels.',
    key: 'canary',
    lines: [
      'canary:',
      `  steps: [{weight: \${1:5}, for: \${2:5m}}, {weight: \${3:25}, for: \${4:10m}}]`,
      `  bake: \${5:15m}`,
      `  min_requests: \${6:700}`,
      `  inconclusive: \${7|hold,rollback,replay|}`,
    ],
  },
  {
    kind: 'workspace',
    in: pathPattern('schedules.#'),
    label: 'schedule',
    meaning: 'A pipeline that starts at a time.',
    key: 'name',
    lines: [
      `name: \${1:nightly}`,
      `pipeline: \${2:dvc.yaml}`,
      `cron: "\${3:0 2 * * *}"`,
      `time_zone: \${4:Europe/Vienna}`,
    ],
  },
  {
    kind: 'workspace',
    in: pathPattern('schedules.#'),
    label: 'schedule when data arrives',
    meaning: 'A pipeline that starts when files arrive.',
    key: 'name',
    lines: [
      `name: \${1:new-data}`,
      `pipeline: \${2:dvc.yaml}`,
      'on:',
      `  arrives: "\${3:data/incoming/*.parquet}"`,
    ],
  },
  {
    kind: 'data',
    in: pathPattern('checks.#'),
    label: 'check',
    meaning: 'A check over the whole table: enough rows, and no sudden change of their number.',
    key: 'name',
    lines: [`name: \${1:volume}`, 'kind: row-count', `min: \${2:10000}`, `max_change: \${3:0.5}`],
  },
];

/** Whole entries to be filled in, for clients that know tab stops. */
export const snippets: CompletionProvider = ({ document, site, abilities }) => {
  const { keyOf, word } = site;
  if (!abilities.snippets || !keyOf || !word.isWhole) return [];
  const fitting = all.filter((snippet) => snippet.kind === document.kind && snippet.in(keyOf));
  if (fitting.length === 0) return [];
  const present = keysAt(document.yaml, site, keyOf);
  return fitting
    .filter(({ key }) => key === undefined || !present.has(key))
    .map(({ label, meaning, lines }) => ({
      label,
      kind: CompletionItemKind.Snippet,
      detail: 'snippet',
      documentation: meaning,
      rank: ranks.snippet,
      insert: { as: 'snippet', lines: withFreeName(lines, present), filter: label },
    }));
};

/** A key that is to be filled in begins as one that is not there. */
function withFreeName(
  [first = '', ...rest]: readonly string[],
  present: ReadonlyMap<string, unknown>,
): string[] {
  const named = first.replace(/^\$\{1:([^}]+)\}:$/, (_, name: string) => {
    let free = name;
    for (let count = 2; present.has(free); count++) free = `${name}${count}`;
    return `\${1:${free}}:`;
  });
  return [named, ...rest];
}
