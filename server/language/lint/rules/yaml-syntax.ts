import type { Rule } from '../rule.ts';

export const yamlSyntax: Rule = {
  code: 'SW100',
  name: 'yaml-syntax',
  severity: 'error',
  summary: 'The text is no YAML.',
  description:
    'Nothing can be read of the entry that is broken, so the pipeline does not run. Completion and symbols go on with the other entries.',
  kinds: ['pipeline', 'params', 'workspace', 'model', 'data'],
  check({ document: { yaml, values }, report }) {
    const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    if (yaml.isTooLong) report(top, `the file has ${yaml.text.length} characters; at most 2000000 are read`);
    const told = new Set<unknown>();
    for (const { problem, place } of yaml.syntaxProblems()) {
      // What comes after the first mistake of an entry mostly comes of it.
      if (told.has(place)) continue;
      told.add(place);
      report(yaml.rangeOf(problem, place), problem.message);
    }
    if (values.isExplosive()) report(top, 'the aliases of the file stand for more than a million values');
    if (yaml.sections.length < 2 || yaml.isBroken) return;
    for (const place of yaml.sections) {
      const { root } = place.section;
      if (root && root.kind !== 'map')
        report(yaml.rangeOf(root, place), 'expected a key with ":" after it, and its value');
    }
  },
  examples: {
    wrong: [
      {
        title: 'A bracket that is never closed',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    deps: [train.py
#                 ^ end with a ]
`,
        },
      },
      {
        title: 'A key below a value',
        files: {
          'params.yaml': `lr: 0.1
#   ^ indented below a value
  decay: 2
epochs: 3
`,
        },
      },
      {
        title: 'A key without its colon',
        files: {
          'params.yaml': `lr: 0.1
epochs
#<^^^^^^ expected a key with ":"
`,
        },
      },
    ],
    right: [
      { title: 'A list in flow style', files: { 'dvc.yaml': 'stages:\n  train: {cmd: a, deps: [b]}\n' } },
    ],
  },
};
