import { asksForChampion, championUse } from '../../../core/expressions/hazards.ts';
import { parseExpression } from '../../../core/expressions/parse-expression.ts';
import { rangeWithin, reportExpressions, rewriteExpression } from '../../model/expression-problems.ts';
import { expressionsOf, type GateDeclaration } from '../../model/gates.ts';
import type { ManifestDocument } from '../../workspace/manifest-document.ts';
import { pairOf } from '../../yaml/node.ts';
import type { WrittenText } from '../../yaml/reading.ts';
import type { Fix, Rule } from '../rule.ts';

export const gateHazard: Rule = {
  code: 'SW146',
  name: 'gate-hazard',
  severity: 'warning',
  summary: 'An expression is valid and does not say what it seems to say.',
  description:
    'Comparisons with NaN are false, so a negated one is true; `val/auc` divides; a comparison with the champion has nothing to compare with before the first release; `matches()` can take seconds and is turned off.',
  kinds: ['model'],
  check(context) {
    reportExpressions(context, ['hazard']);
    const { document, report } = context;
    for (const { gate, expression } of expressionsOf(document)) {
      const use = gate && championIn(gate, expression);
      if (!gate || !use) continue;
      const message =
        'there is no champion before the first release, so that this gate would block it: add when: champion.exists';
      report(rangeWithin(document, expression, use), message, {
        fixes: () => askFirst(document, gate, expression),
      });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A negated comparison',
        files: {
          'fraud.model.yaml': `gates:
  - {name: fast, expr: "!(latency.p99_ms > 5.0)"}
#                       ^^^^^^^^^^^^^^^^^^^^^^^ true where a value is NaN
`,
        },
        fixed: {
          'fraud.model.yaml': 'gates:\n  - {name: fast, expr: "latency.p99_ms <= 5.0"}\n',
        },
      },
      {
        title: 'A metric that is taken for a division',
        files: {
          'fraud.model.yaml': `gates:
  - name: quality
    expr: val/auc >= 0.9
#         ^^^^^^^ "val/auc" divides val by auc; the metric "val/auc" is written metrics["val/auc"]
`,
        },
        fixed: {
          'fraud.model.yaml': `gates:
  - name: quality
    expr: 'metrics["val/auc"] >= 0.9'
`,
        },
      },
      {
        title: 'A champion that is not there yet',
        files: {
          'fraud.model.yaml': `gates:
  - {name: better, expr: auc >= champion.auc}
#                               ^^^^^^^^^^^^ there is no champion before the first release
  - name: hidden
    expr: champion.auc > 1.0 || true
#         ^^^^^^^^^^^^ there is no champion before the first release
`,
        },
        fixed: {
          'fraud.model.yaml': `gates:
  - {name: better, when: champion.exists, expr: auc >= champion.auc}
  - name: hidden
    when: champion.exists
    expr: champion.auc > 1.0 || true
`,
        },
      },
      {
        title: 'Another condition than the one that is needed',
        files: {
          'fraud.model.yaml': `gates:
  - name: better
    when: data.valid
    expr: auc >= champion.auc
#                ^^^^^^^^^^^^ add when: champion.exists
`,
        },
        fixed: {
          'fraud.model.yaml': `gates:
  - name: better
    when: champion.exists && (data.valid)
    expr: auc >= champion.auc
`,
        },
      },
      {
        title: 'A pattern',
        files: {
          'fraud.model.yaml': `gates:
  - name: version
    when: champion.exists
    expr: champion.version.matches("^(1+)+$")
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ matches() is turned off
`,
        },
      },
    ],
    right: [
      {
        title: 'A champion that is asked for',
        files: {
          'fraud.model.yaml': `gates:
  - {name: better, when: champion.exists, expr: auc >= champion.auc - 0.005}
  - {name: same, expr: '!champion.exists || auc >= champion.auc'}
  - {name: known, expr: '!has(champion.f1) || f1 >= champion.f1'}
`,
        },
      },
      {
        title: 'A division',
        facts: { metrics: ['hits', 'misses'] },
        files: { 'fraud.model.yaml': 'gates:\n  - {name: ratio, expr: hits/misses > 2.0}\n' },
      },
    ],
  },
};

/** Where a gate compares with a champion that nothing asked for. */
function championIn({ when }: GateDeclaration, expression: WrittenText) {
  const parsed = parseExpression(expression.text);
  const use = 'tree' in parsed ? championUse(parsed.tree) : null;
  if (!use || !when || when === expression) return use;
  const condition = parseExpression(when.text);
  return 'tree' in condition && !asksForChampion(condition.tree) ? use : null;
}

function askFirst(document: ManifestDocument, gate: GateDeclaration, expression: WrittenText): Fix[] {
  const title = 'Ask for a champion first';
  if (gate.when) {
    const rewritten = gate.when === expression ? expression : gate.when;
    return [rewriteExpression(document, rewritten, `champion.exists && (${rewritten.text})`, title)];
  }
  const { yaml, location } = document;
  const { node, place } = gate.at;
  const pair = pairOf(node, 'expr');
  if (!pair || node.kind !== 'map') return [];
  const range = yaml.rangeOf({ start: pair.key.start, end: pair.key.start }, place);
  const between = node.flow ? ', ' : `\n${' '.repeat(range.start.character)}`;
  const newText = `when: champion.exists${between}`;
  return [{ title, preferred: true, changes: [{ location, range, newText }] }];
}
