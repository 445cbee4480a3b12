import { formatDuration } from '../../../core/quantities.ts';
import { canaryOf } from '../../model/canary.ts';
import { numberOf } from '../../yaml/reading.ts';
import type { Rule } from '../rule.ts';
import { rangeOf } from '../written-range.ts';

export const impossibleCanary: Rule = {
  code: 'SW151',
  name: 'impossible-canary',
  severity: 'warning',
  summary: 'The steps of a canary rollout cannot be gone through as they are written.',
  description:
    'Each step gives the new revision more of the traffic than the one before, up to 100 %. A step that sees fewer requests than `min_requests`, even at the rate that `slo.qps` promises, is always inconclusive.',
  kinds: ['model'],
  check({ document, report }) {
    const { steps, minRequests } = canaryOf(document);
    const qps = numberOf(document.yaml.find(['slo', 'qps']))?.value ?? null;
    let before = 0;
    for (const { weight, durationMs } of steps) {
      if (!weight) continue;
      const { value, at } = weight;
      const tell = (message: string) => report(rangeOf(document, at), message);
      if (value <= 0 || value > 100)
        tell(`a weight is a share of the traffic from 1 to 100 per cent, not ${value}`);
      else if (value <= before)
        tell(`this step gives the new revision ${value} %, no more than the ${before} % of the step before`);
      else if (minRequests && qps !== null && durationMs !== null) {
        const most = Math.floor((qps * value * durationMs) / 100_000);
        if (most < minRequests.value)
          tell(
            `${value} % of ${qps} requests/s for ${formatDuration(durationMs)} are ${most}: min_requests (${minRequests.value}) is never reached`,
          );
      }
      before = Math.max(before, value);
    }
  },
  examples: {
    wrong: [
      {
        title: 'Steps that do not increase, and more than there is',
        files: {
          'fraud.model.yaml': `deploy:
  canary:
    steps: [{weight: 25, for: 5m}, {weight: 5, for: 10m}, {weight: 120, for: 10m}]
#                                           ^ no more than the 25 % of the step before
#                                                                  ^^^ from 1 to 100 per cent
`,
        },
      },
      {
        title: 'Requests that never come',
        files: {
          'fraud.model.yaml': `slo: {qps: 2.0}
deploy:
  canary:
    steps: [{weight: 5, for: 5m}, {weight: 50, for: 15m}]
#                    ^ 5 % of 2 requests/s for 5m are 30: min_requests (700) is never reached
    min_requests: 700
`,
        },
      },
    ],
    right: [
      {
        title: 'Steps up to the whole traffic',
        files: {
          'fraud.model.yaml':
            'slo: {qps: 300.0}\ndeploy:\n  canary: {steps: [{weight: 5, for: 5m}, {weight: 100, for: 1h}], min_requests: 700}\n',
        },
      },
    ],
  },
};
