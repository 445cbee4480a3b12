import { CompletionItemKind } from 'vscode-languageserver-types';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import type { Stage } from '../../../manifests/dvc/pipeline.ts';
import { readPaths } from '../../pipeline/stage-paths.ts';
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
  const makers = models.flatMap((model) =>
    model.entries.flatMap((entry) =>
      readPaths(entry.paths).map((paths, number) => ({ ...paths, number, entry, model })),
    ),
  );
  const later = needing(outsOf(context, stage), makers);
  const isLikely = nearest(
    folder.pipeline(document).entries.map(({ name }) => name),
    stage.name,
  );
  const offers: Offer[] = [];
  for (const maker of makers) {
    const { entry, model, number, address, outs } = maker;
    const isOurs = model.document === document;
    if ((isOurs && entry.name === stage.name) || later.has(maker)) continue;
    const rank = isOurs ? (isLikely(entry.name) ? ranks.required : ranks.likely) : ranks.usual;
    for (const { location, kind } of outs) {
      if (named.has(location)) continue;
      const path = pathFrom(stage.workingFolder, location);
      offers.push({
        label: path,
        kind: CompletionItemKind.Reference,
        detail: `${kind} of ${address}`,
        documentation: () => describeMaker(entry.stages[number] as Stage),
        rank,
        insert: { as: 'value', value: path },
      });
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
