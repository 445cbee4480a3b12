import { describe, expect, test } from 'vitest';
import type { CodeLens } from 'vscode-languageserver/node';
import { referenceLensesIn, usesOfLens } from '../../../../server/language/lenses/reference-lenses.ts';
import { folderOf } from '../fixture.ts';
import { LspClient } from '../lsp-client.ts';

const files = {
  'dvc.yaml': `stages:
  prepare:
    cmd: python prepare.py \${lr} > clean.csv
    params: [lr]
    outs: [clean.csv]
  train:
    cmd: python train.py clean.csv
    deps: [clean.csv]
    params: [lr]
    outs: [model.onnx]
`,
  'params.yaml': 'lr: 0.1\nunused: 1\n',
  'slipway.yaml':
    'slipway: 1\nschedules: [{name: nightly, pipeline: dvc.yaml, stages: [train], cron: "0 2 * * *"}]\n',
};

/** Each lens as `line kind: where it is used`. */
function lenses(location: string): string[] {
  const folder = folderOf(files);
  return referenceLensesIn(folder, location).map(({ kind, range: { start } }) => {
    const uses = usesOfLens(folder, location, start.line) ?? [];
    const places = uses.map((use) => `${use.location}:${use.range.start.line}`);
    return `${start.line} ${kind}: ${places.join(' ')}`.trim();
  });
}

describe('how often a name is used', () => {
  test('counts what reads what a stage makes, and what names it, but not its own words', () => {
    expect(lenses('dvc.yaml')).toEqual(['1 stage: dvc.yaml:6 dvc.yaml:7', '5 stage: slipway.yaml:1']);
  });

  test('counts templates and lists of params', () => {
    expect(lenses('params.yaml')).toEqual(['0 param: dvc.yaml:2 dvc.yaml:3 dvc.yaml:8', '1 param:']);
  });

  test('is nothing where no name stands any more', () => {
    expect(usesOfLens(folderOf(files), 'dvc.yaml', 2)).toBeNull();
  });
});

test.each([
  [true, 'slipway.showReferences'],
  [false, ''],
])(
  'a lens is resolved when it is looked at; with a command where the client has it: %s',
  async (showsReferences, command) => {
    const client = await LspClient.start({ files, initializationOptions: { showsReferences } });
    await client.open('dvc.yaml', files['dvc.yaml']);
    const textDocument = { uri: client.uri('dvc.yaml') };
    const found = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument });
    expect(found.map((lens) => lens.command)).toEqual([undefined, undefined]);
    const resolved = await client.request<CodeLens>('codeLens/resolve', found[0] as CodeLens);
    expect(resolved.command).toMatchObject({ title: '2 references', command });
    const other = await client.request<CodeLens>('codeLens/resolve', found[1] as CodeLens);
    expect(other.command?.title).toBe('1 reference');
  },
);
