import { describeFault } from '../../../manifests/schema/describe-fault.ts';
import { kindsWithSchema, manifestSchemaOf } from '../../schema/manifest-schemas.ts';
import { schemaProblems } from '../../schema/schema-problems.ts';
import type { Rule } from '../rule.ts';
import { wrongValueFixes } from '../schema-fixes.ts';

export const wrongValue: Rule = {
  code: 'SW103',
  name: 'wrong-value',
  severity: 'error',
  summary: 'A value is not of the type, form or range that its key takes.',
  description:
    'The entry is not read, and whatever it was meant to set is not set. A number, `true` or a time where text is expected needs quotes.',
  kinds: kindsWithSchema,
  check({ document, report }) {
    const schema = manifestSchemaOf(document.kind);
    if (!schema) return;
    for (const problem of schemaProblems(document)) {
      const { fault } = problem;
      if (fault.kind === 'wrong-key' || fault.kind === 'clashing-keys')
        report(problem.range, describeFault(problem));
      if (fault.kind === 'wrong-value')
        report(problem.range, describeFault(problem), {
          fixes: () => wrongValueFixes(document, schema, problem, fault),
        });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A word that is none of those allowed',
        files: {
          'slipway.yaml': `slipway: 1
executors:
  cluster: {kind: slrum}
#                 ^^^^^ "executors.cluster.kind" is "slrum"; expected one of "local", "ray", "slurm", "kubernetes"
`,
        },
        fixed: { 'slipway.yaml': 'slipway: 1\nexecutors:\n  cluster: {kind: slurm}\n' },
      },
      {
        title: 'A number that stands for text',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  production: {kind: gitops, repository: serving, branch: 1.10}
#                                                         ^^^^ is 1.1; expected the name of a branch, like main
`,
        },
        fixed: {
          'slipway.yaml':
            'slipway: 1\ntargets:\n  production: {kind: gitops, repository: serving, branch: "1.10"}\n',
        },
      },
      {
        title: 'A number in quotes, out of its range, and nothing at all',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  one: {kind: local, port: "8085"}
#                          ^^^^^^ is "8085"; expected a whole number from 0 to 65535
  two: {kind: local, port: 80850}
#                          ^^^^^ is 80850; expected a whole number from 0 to 65535
  three:
# ^^^^^ "targets.three" is empty; expected a mapping
`,
        },
      },
      {
        title: 'A name that cannot be one',
        files: {
          'slipway.yaml': `slipway: 1
targets:
  my target: {kind: local}
# ^^^^^^^^^ "my target" is no valid name in "targets"; expected letters, digits
`,
        },
      },
    ],
    right: [
      {
        title: 'Either of two types',
        files: {
          'slipway.yaml':
            'slipway: 1\nexecutors:\n  a: {kind: local, gpus: auto}\n  b: {kind: local, gpus: 1}\n',
        },
      },
    ],
  },
};
