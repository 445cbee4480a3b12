import { describe, expect, test } from 'vitest';
import { prepareRename } from '../../../../server/language/navigation/rename/prepare-rename.ts';
import { renameAt } from '../../../../server/language/navigation/rename/rename.ts';
import { known } from '../../../../server/language/workspace/known.ts';
import type { Providers } from '../../../../server/language/workspace/providers.ts';
import { unknownRegistry } from '../../../../server/language/workspace/unknown-registry.ts';
import { markedFolder } from './marked-folder.ts';

const pipeline = {
  'params.yaml': 'lr: 1\nname: net\n',
  'params.py': 'lr = 1\n',
};
const refusals: Record<
  string,
  { files: Record<string, string>; to?: string; why: string; given?: Partial<Providers> }
> = {
  'a path that a template makes up': {
    files: { ...pipeline, 'dvc.yaml': 'stages:\n  a: {cmd: a, outs: ["out/$|{name}.pkl"]}\n' },
    why: 'template',
  },
  'a file that a template names elsewhere': {
    files: {
      ...pipeline,
      'dvc.yaml': `stages:\n  a: {cmd: a, outs: ["\${name}.pkl"]}\n  b: {cmd: b, deps: [net.p|kl]}\n`,
    },
    to: 'other.pkl',
    why: 'comes from a template in dvc.yaml:2',
  },
  'a name of a Python file': {
    files: { ...pipeline, 'dvc.yaml': 'stages:\n  a: {cmd: a, params: [{params.py: [l|r]}]}\n' },
    why: 'params.py:1',
  },
  'a param that is defined nowhere': {
    files: { ...pipeline, 'dvc.yaml': 'stages:\n  a: {cmd: a, params: [l|s]}\n' },
    why: 'nothing that can be changed here defines the param "ls"',
  },
  'DVC’s own word': {
    files: { 'dvc.yaml': `stages:\n  a: {foreach: [1], do: {cmd: "a \${it|em}"}}\n` },
    why: 'words of DVC',
  },
  'an alias, which the registry keeps': {
    files: { 'a.model.yaml': 'deploy: {alias: pro|duction}\n' },
    why: 'the registry keeps the alias "production"',
  },
  'a model that is registered': {
    files: { 'a.model.yaml': 'name: fra|ud\n' },
    given: {
      registry: {
        ...unknownRegistry,
        models: () => known([{ name: 'fraud', versions: [] }]),
      },
    },
    why: '"fraud" is in the registry',
  },
  'the executor that always is there': {
    files: { 'slipway.yaml': 'executors:\n  lo|cal: {kind: local}\n' },
    why: 'always means this machine',
  },
  'a stage to a name that DVC does not take': {
    files: { 'dvc.yaml': 'stages:\n  tra|in: {cmd: a}\n' },
    to: 'train/fast',
    why: 'DVC takes letters, digits, spaces, "_" and "-"',
  },
  'a stage to one that there is': {
    files: { 'dvc.yaml': 'stages:\n  tra|in: {cmd: a}\n  fit: {cmd: b}\n' },
    to: 'fit',
    why: 'There is a stage "fit" already, in dvc.yaml:3',
  },
  'a param to one that there is': {
    files: { 'params.yaml': 'a: {l|r: 1, rate: 2}\n' },
    to: 'rate',
    why: 'There is a param "rate" already, in params.yaml:1',
  },
  'a param to what is no text': { files: { 'params.yaml': 'l|r: 1\n' }, to: '12', why: 'read as a number' },
  'an out to a file that there is': {
    files: { 'dvc.yaml': 'stages:\n  a: {cmd: a, outs: [o|ut]}\n', 'b.txt': '' },
    to: 'b.txt',
    why: 'There is a file "b.txt" already',
  },
};

describe('a rename is refused of', () => {
  test.each(Object.entries(refusals))('%s', (_, { files, to, why, given }) => {
    const { folder, location, position } = markedFolder(files, given);
    const prepared = prepareRename(folder, location, position);
    const result = to === undefined ? prepared : renameAt(folder, location, position, to);
    expect(result).toMatchObject({ refused: expect.stringContaining(why) });
  });
});
