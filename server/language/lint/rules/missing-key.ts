import { describeFault } from '../../../manifests/schema/describe-fault.ts';
import { kindsWithSchema, manifestSchemaOf } from '../../schema/manifest-schemas.ts';
import { schemaProblems } from '../../schema/schema-problems.ts';
import type { Rule } from '../rule.ts';
import { missingKeyFixes } from '../schema-fixes.ts';

export const missingKey: Rule = {
  code: 'SW104',
  name: 'missing-key',
  severity: 'error',
  summary: 'An entry lacks a key that it cannot do without.',
  description: 'The entry is not read until the key is there.',
  kinds: kindsWithSchema,
  check({ document, report }) {
    const schema = manifestSchemaOf(document.kind);
    if (!schema) return;
    for (const problem of schemaProblems(document)) {
      const { fault } = problem;
      if (fault.kind === 'missing-key')
        report(problem.range, describeFault(problem), {
          fixes: () => missingKeyFixes(document, schema, problem, fault),
        });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A target that does not say what it is',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  live:
# ^^^^ "targets.live" lacks "kind"
    port: 8085
`,
        },
        fixed: { 'slipway.yaml': 'slipway: 1\ntargets:\n  live:\n    kind: local\n    port: 8085\n' },
      },
      {
        title: 'A stage without a command',
        files: {
          'dvc.yaml': `stages:
  train:
# ^^^^^ "stages.train" lacks "cmd"
    deps: [train.py]
`,
        },
        fixed: { 'dvc.yaml': 'stages:\n  train:\n    cmd: python src/train.py\n    deps: [train.py]\n' },
      },
      {
        title: 'In flow style, and several at once',
        files: {
          'slipway.yaml': `slipway: 1
schedules:
  - {cron: "0 2 * * *"}
#   ^^^^^^^^^^^^^^^^^^^ "schedules.0" lacks "name" and "pipeline"
`,
        },
        fixed: {
          'slipway.yaml':
            'slipway: 1\nschedules:\n  - {name: nightly, pipeline: dvc.yaml, cron: "0 2 * * *"}\n',
        },
      },
      {
        title: 'A file without its version',
        files: { 'slipway.yaml': 'tracker: local\n#<^^^^^^^ the file lacks "slipway"\n' },
        fixed: { 'slipway.yaml': 'slipway: 1\ntracker: local\n' },
      },
    ],
    right: [
      {
        title: 'A key that a merge brings in',
        files: { 'slipway.yaml': 'slipway: 1\ntargets:\n  a: &a {kind: local}\n  b: {<<: *a, port: 1}\n' },
      },
    ],
  },
};
