import { CompletionItemKind } from 'vscode-languageserver-types';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import type { Stage } from '../../../manifests/dvc/pipeline.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathFrom } from '../path-offers.ts';
import { pathPattern } from '../path-pattern.ts';
import { itemsAt } from '../site-facts.ts';
import { pathsOfStage, type StagePlace, stagePlace } from '../stage-place.ts';
import { needing } from '../stages-downstream.ts';

const deps = pathPattern('stages.*.deps.#', 'stages.*.do.deps.#');

/** Outs of stages that do not need this one: a dep on any other would close a circle. The stages nearest above come first. */
export const outsAsDeps: CompletionProvider = (context) => {
  const { folder, site, document } = context;
  const stage = deps(site.valueAt) && site.word.isWhole ? stagePlace(context) : null;
  if (!stage) return [];
  const models = folder.pipelines();
  const named = pathsOfStage(context, stage);
  const later = needing(
    outsOf(context, stage),
    models.flatMap(({ stages }) => stages),
  );
  const isLikely = nearest(
    folder.pipeline(document).entries.map(({ name }) => name),
    stage.name,
  );
  const offers: Offer[] = [];
  for (const model of models)
    for (const { name, stages } of model.entries) {
      const isOurs = model.document === document;
      if (isOurs && name === stage.name) continue;
      const rank = isOurs ? (isLikely(name) ? ranks.required : ranks.likely) : ranks.usual;
      for (const maker of stages) {
        if (later.has(maker)) continue;
        for (const { location, kind } of maker.outs) {
          if (named.has(location)) continue;
          const path = pathFrom(stage.workingFolder, location);
          offers.push({
            label: path,
            kind: CompletionItemKind.Reference,
            detail: `${kind} of ${maker.address}`,
            documentation: () => describeMaker(maker),
            rank,
            insert: { as: 'value', value: path },
          });
        }
      }
    }
  return offers;
};

/** The stages just above. */
function nearest(names: readonly string[], name: string): (other: string) => boolean {
  const index = names.indexOf(name);
  const above = new Set(names.slice(Math.max(index - 3, 0), Math.max(index, 0)));
  return (other) => above.has(other);
}

/** Locations of what the stage makes: as it was read, and as it is written now. */
function outsOf({ site }: CompletionContext, { entry, definition, workingFolder }: StagePlace): string[] {
  const written = ['outs', 'metrics', 'plots'].flatMap((key) => [...itemsAt(site, [...definition, key])]);
  const read = entry?.stages.flatMap(({ outs }) => outs.map(({ location }) => location)) ?? [];
  return [...read, ...written.map((path) => joinLocation(workingFolder, path))];
}

function describeMaker({ address, command, description }: Stage): string {
  const commands = typeof command === 'string' ? command : command.join('\n');
  const parts = [`Made by stage \`${address}\``, description, `\`\`\`sh\n${commands}\n\`\`\``];
  return parts.filter((part) => part !== null).join('\n\n');
}
