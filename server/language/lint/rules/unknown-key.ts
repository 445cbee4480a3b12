import { describeFault } from '../../../manifests/schema/describe-fault.ts';
import { kindsWithSchema } from '../../schema/manifest-schemas.ts';
import { schemaProblems } from '../../schema/schema-problems.ts';
import { deprecatedKeyOf } from '../deprecated-keys.ts';
import type { Rule } from '../rule.ts';
import { unknownKeyFixes } from '../schema-fixes.ts';

export const unknownKey: Rule = {
  code: 'SW102',
  name: 'unknown-key',
  severity: 'error',
  summary: 'A key means nothing where it stands.',
  description:
    'Nobody reads the key, so what it was meant to say is not in force. Mostly it is misspelt, or one level too high or too low.',
  kinds: kindsWithSchema,
  check({ document, report }) {
    for (const problem of schemaProblems(document)) {
      const { fault } = problem;
      if (fault.kind === 'unknown-key' && !deprecatedKeyOf(document, problem))
        report(problem.range, describeFault(problem), {
          fixes: () => unknownKeyFixes(document, problem, fault),
        });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A misspelt key',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  live:
    kind: local
    prot: 8085
#   ^^^^ "targets.live" has no key "prot"; did you mean "port"?
`,
        },
        fixed: { 'slipway.yaml': 'slipway: 1\ntargets:\n  live:\n    kind: local\n    port: 8085\n' },
      },
      {
        title: 'A key of another kind of target',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  production: {kind: gitops, repository: serving, port: 8085}
#                                                 ^^^^ has no key "port"
`,
        },
        fixed: {
          'slipway.yaml': 'slipway: 1\ntargets:\n  production: {kind: gitops, repository: serving}\n',
        },
      },
      {
        title: 'A misspelt key of a stage',
        files: {
          'dvc.yaml': `stages:
  train:
    cmd: python train.py
    depss: [train.py]
#   ^^^^^ "stages.train" has no key "depss"; did you mean "deps"?
`,
        },
        fixed: { 'dvc.yaml': 'stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n' },
      },
      {
        title: 'A misspelt key that must be there is told of once',
        files: {
          'slipway.yaml': `slipway: 1
trackers:
  team:
    url: https://mlflow.example.com
#   ^^^ did you mean "uri"?
`,
        },
        fixed: { 'slipway.yaml': 'slipway: 1\ntrackers:\n  team:\n    uri: https://mlflow.example.com\n' },
      },
      {
        title: 'A mapping by an alias is told of where it is written',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  one: &one
    kind: local
    devise: cpu
#   ^^^^^^ did you mean "device"?
  two: *one
  three:
    <<: *one
    port: 8085
`,
        },
      },
    ],
    right: [
      {
        title: 'Merged keys are keys',
        files: {
          'slipway.yaml':
            'slipway: 1\ntargets:\n  one: &one {kind: local}\n  two:\n    <<: *one\n    port: 8085\n',
        },
      },
    ],
  },
};
