import { adviseName } from '../../../core/nearest-name.ts';
import { modelReferencesOf } from '../../model/model-references.ts';
import { namesIn } from '../../workspace/workspace-manifest.ts';
import type { Rule } from '../rule.ts';
import { nearestFix, rangeOf } from '../written-range.ts';

export const unknownTarget: Rule = {
  code: 'SW142',
  name: 'unknown-target',
  severity: 'error',
  summary: 'A model manifest names a target or executor that slipway.yaml does not define.',
  description:
    'Where models are served stands under `targets` of `slipway.yaml`, where pipelines run under `executors`; the executor `local` is always there.',
  kinds: ['model'],
  check({ document, folder, report }) {
    for (const { kind, name } of modelReferencesOf(document)) {
      if (kind !== 'target' && kind !== 'executor') continue;
      const defined = namesIn(folder, `${kind}s`);
      if (defined === null) continue;
      const known = kind === 'executor' ? [...new Set(['local', ...defined])] : defined;
      if (known.includes(name.text)) continue;
      const advice =
        known.length > 0
          ? adviseName(name.text, known)
          : `slipway.yaml defines none: add ${kind}s: {${name.text}: {kind: local}} there`;
      report(rangeOf(document, name.at), `there is no ${kind} "${name.text}"; ${advice}`, {
        fixes: () => nearestFix(document, name, known),
      });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A misspelt target and an executor that is not defined',
        files: {
          'fraud.model.yaml': `deploy: {target: lve}
#                ^^^ there is no target "lve"; did you mean "live"?
retrain: {executor: cluster}
#                   ^^^^^^^ there is no executor "cluster"; known: local
`,
          'slipway.yaml': 'slipway: 1\ntargets: {live: {kind: local}}\n',
        },
        fixed: { 'fraud.model.yaml': 'deploy: {target: live}\nretrain: {executor: cluster}\n' },
      },
      {
        title: 'No targets at all',
        files: {
          'fraud.model.yaml': `deploy:
  target: live
#         ^^^^ slipway.yaml defines none: add targets: {live: {kind: local}} there
`,
        },
      },
    ],
    right: [
      {
        title: 'A workspace manifest that cannot be read now',
        files: {
          'fraud.model.yaml': 'deploy: {target: live}\nretrain: {executor: local}\n',
          'slipway.yaml': 'slipway: 1\ntargets: {live: {kind: local}\n',
        },
      },
    ],
  },
};
