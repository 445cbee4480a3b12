import { nearestName } from '../../../core/nearest-name.ts';
import { modelReferencesOf } from '../../model/model-references.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, rewriteFix } from '../written-range.ts';

const models = [{ name: 'fraud', versions: [{ version: '3', aliases: ['production'] }] }];

export const unknownModel: Rule = {
  code: 'SW149',
  name: 'unknown-model',
  severity: 'information',
  summary: 'No model or alias of this name is registered, but one that is nearly called so.',
  description:
    'The first registration makes a model and the first release an alias, so that a new name is right. One that differs by a letter or two from a registered one is mostly a slip.',
  kinds: ['model'],
  check({ document, folder, report }) {
    const registered = folder.providers.registry.models();
    if (registered.state !== 'known') return;
    const references = modelReferencesOf(document);
    const model = references.find(({ kind }) => kind === 'model')?.name.text;
    const own = registered.value.find(({ name }) => name === model);
    const aliases = own?.versions.flatMap((version) => version.aliases) ?? [];
    for (const { kind, name } of references) {
      if (kind !== 'model' && kind !== 'alias') continue;
      const known = kind === 'model' ? registered.value.map((each) => each.name) : aliases;
      const near = known.includes(name.text) ? null : nearestName(name.text, known);
      if (near === null) continue;
      report(rangeOf(document, name.at), `no ${kind} "${name.text}" is registered; did you mean "${near}"?`, {
        fixes: () => [rewriteFix(document, name, near)],
      });
    }
  },
  examples: {
    wrong: [
      {
        title: 'A letter less',
        facts: { models },
        files: {
          'fraud.model.yaml': `name: frud
#     ^^^^ no model "frud" is registered; did you mean "fraud"?
`,
        },
        fixed: { 'fraud.model.yaml': 'name: fraud\n' },
      },
      {
        title: 'An alias',
        facts: { models },
        files: {
          'fraud.model.yaml': `name: fraud
deploy: {alias: prodution}
#               ^^^^^^^^^ did you mean "production"?
`,
        },
        fixed: { 'fraud.model.yaml': 'name: fraud\ndeploy: {alias: production}\n' },
      },
    ],
    right: [
      {
        title: 'A model that is still to be registered',
        facts: { models },
        files: { 'churn.model.yaml': 'name: churn\ndeploy: {alias: production}\n' },
      },
    ],
  },
};
