import { CompletionItemKind } from 'vscode-languageserver-types';
import { reachable, reversed } from '../../../core/graph.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import type { Stage } from '../../../manifests/dvc/pipeline.ts';
import { type FolderGraph, folderGraph } from '../../pipeline/pipeline-graph.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathFrom } from '../path-offers.ts';
import { pathPattern } from '../path-pattern.ts';
import { itemsAt } from '../site-facts.ts';
import { pathsOfStage, type StagePlace, stagePlace } from '../stage-place.ts';

const deps = pathPattern('stages.*.deps.#', 'stages.*.do.deps.#');

/** Outs of stages that do not need this one: a dep on any other would close a circle. The stages nearest above come first. */
export const outsAsDeps: CompletionProvider = (context) => {
  const { folder, site, document } = context;
  const stage = deps(site.valueAt) && site.word.isWhole ? stagePlace(context) : null;
  if (!stage) return [];
  const graph = folderGraph(folder);
  const named = pathsOfStage(context, stage);
  const later = downstream(context, stage, graph);
  const isLikely = nearest(
    folder.pipeline(document).entries.map(({ name }) => name),
    stage.name,
  );
  const offers: Offer[] = [];
  for (const [address, { stage: maker, entry, model }] of graph.byAddress) {
    if (later.has(address) || (model.document === document && entry.name === stage.name)) continue;
    for (const { location, kind } of maker.outs) {
      if (named.has(location)) continue;
      const path = pathFrom(stage.workingFolder, location);
      const isOurs = model.document === document;
      offers.push({
        label: path,
        kind: CompletionItemKind.Reference,
        detail: `${kind} of ${address}`,
        documentation: () => describeMaker(maker),
        rank: isOurs ? (isLikely(entry.name) ? ranks.required : ranks.likely) : ranks.usual,
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

function downstream({ site }: CompletionContext, stage: StagePlace, graph: FolderGraph): Set<string> {
  const own = stage.entry?.stages.map(({ address }) => address) ?? [];
  // One that cannot be read just now is known by what it says that it makes.
  const made = ['outs', 'metrics', 'plots']
    .flatMap((key) => [...itemsAt(site, [...stage.definition, key])])
    .map((path) => joinLocation(stage.workingFolder, path));
  const isMade = ({ location }: { location: string }) => made.includes(location);
  const readers = [...graph.byAddress].filter(([, other]) => other.stage.deps.some(isMade));
  return reachable(reversed(graph.needs), [...own, ...readers.map(([address]) => address)]);
}

function describeMaker({ address, command, description }: Stage): string {
  const commands = typeof command === 'string' ? command : command.join('\n');
  const parts = [`Made by stage \`${address}\``, description, `\`\`\`sh\n${commands}\n\`\`\``];
  return parts.filter((part) => part !== null).join('\n\n');
}
