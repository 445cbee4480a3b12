import { CompletionItemKind } from 'vscode-languageserver-types';
import type { RegisteredModel } from '../../workspace/providers.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';

const model = pathPattern('name');
const alias = pathPattern('deploy.alias');

/** Models of the registry and the aliases of their versions. Nothing while the registry is not known. */
export const registeredModels: CompletionProvider = ({ folder, document, site }) => {
  const { valueAt, word } = site;
  if (document.kind !== 'model' || !word.isWhole || !(model(valueAt) || alias(valueAt))) return [];
  const found = folder.providers.registry.models();
  if (found.state !== 'known') return [];
  if (model(valueAt)) return found.value.map(modelOffer);
  const node = document.yaml.find(['name'])?.node;
  const name = node?.kind === 'scalar' ? String(node.value) : null;
  const own = found.value.filter((each) => each.name === name);
  const others = found.value.filter((each) => each.name !== name);
  return [...aliasOffers(own, ranks.likely), ...aliasOffers(others, ranks.other)];
};

function modelOffer({ name, versions }: RegisteredModel): Offer {
  const rows = versions.slice(0, 10).map(({ version, aliases }) => {
    const pointers = aliases.map((each) => `\`@${each}\``).join(' ');
    return `- version ${version} ${pointers}`.trimEnd();
  });
  return {
    label: name,
    kind: CompletionItemKind.Module,
    detail: versions.length === 1 ? '1 version' : `${versions.length} versions`,
    documentation: ['Registered model.', rows.join('\n')].filter((part) => part !== '').join('\n\n'),
    rank: ranks.likely,
    insert: { as: 'value', value: name },
  };
}

function aliasOffers(models: readonly RegisteredModel[], rank: number): Offer[] {
  return models.flatMap(({ name, versions }) =>
    versions.flatMap(({ version, aliases }) =>
      aliases.map(
        (each): Offer => ({
          label: each,
          kind: CompletionItemKind.Reference,
          detail: `${name} version ${version}`,
          rank,
          insert: { as: 'value', value: each },
        }),
      ),
    ),
  );
}
