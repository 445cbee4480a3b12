import { adviseName, nearestName } from '../../../core/nearest-name.ts';
import { isSpoilt } from '../../../manifests/schema/spoilt.ts';
import { schemaProblems } from '../../schema/schema-problems.ts';
import { keyText } from '../../yaml/node.ts';
import type { Rule } from '../rule.ts';

export const unknownRuleCode: Rule = {
  code: 'SW133',
  name: 'unknown-rule-code',
  severity: 'warning',
  summary: '`rules` of slipway.yaml sets the severity of a rule that there is not.',
  description: 'Rules are named by their codes. The entry changes nothing.',
  kinds: ['workspace'],
  check({ document, rules, report }) {
    const { yaml, location } = document;
    const faults = schemaProblems(document);
    for (const { pair, place } of yaml.pairsAt(['rules'])) {
      const code = keyText(pair.key);
      if (code === null || code === '<<' || isSpoilt(faults, ['rules', code])) continue;
      const codes = rules.map((rule) => rule.code);
      if (codes.some((known) => known === code)) continue;
      const named = rules.find(({ name }) => name === code)?.code;
      const advice = named ? `"${code}" is ${named}` : adviseName(code, codes);
      const meant = named ?? nearestName(code, codes);
      const range = yaml.rangeOf(pair.key, place);
      report(range, `there is no rule "${code}"; ${advice}`, {
        fixes: () =>
          meant === null
            ? []
            : [
                {
                  title: `Rename to "${meant}"`,
                  preferred: true,
                  changes: [{ location, range, newText: meant }],
                },
              ],
      });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A name in place of a code, and a code that is none',
        files: {
          'slipway.yaml': `slipway: 1
rules:
  stage-cycle: warning
# ^^^^^^^^^^^ there is no rule "stage-cycle"; "stage-cycle" is SW110
  sw130: "off"
# ^^^^^ there is no rule "sw130"; did you mean "SW130"?
`,
        },
        fixed: { 'slipway.yaml': 'slipway: 1\nrules:\n  SW110: warning\n  SW130: "off"\n' },
      },
    ],
    right: [{ title: 'A code', files: { 'slipway.yaml': 'slipway: 1\nrules: {SW102: warning}\n' } }],
  },
};
