import { posix } from 'node:path';
import { CompletionItemKind } from 'vscode-languageserver-types';
import type { ValuePath } from '../../../manifests/dvc/fault.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import type { PipelineModel } from '../../pipeline/pipeline-model.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';
import { itemsAt, looseText } from '../site-facts.ts';

const ofSchedule = pathPattern('schedules.#.stages.#');
const ofEvaluation = pathPattern('evaluate.stage');
/** Stages of a group that are named one by one. */
const mostMembers = 30;

/** Stages and groups of the pipeline that a manifest names, or that lies beside it. */
export const stageNames: CompletionProvider = (context) => {
  const { site, folder } = context;
  const file = site.valueAt && site.word.isWhole ? pipelineOf(context, site.valueAt) : null;
  const document = file === null ? null : folder.document(file);
  if (!site.valueAt || document?.kind !== 'pipeline') return [];
  const listed = ofSchedule(site.valueAt) ? itemsAt(site, site.valueAt.slice(0, -1)) : new Set<string>();
  return namesOf(folder.pipeline(document)).filter(({ label }) => !listed.has(label));
};

function pipelineOf({ document, site }: CompletionContext, path: ValuePath): string | null {
  if (document.kind === 'workspace' && ofSchedule(path))
    return looseText(site.section, [...path.slice(0, 2), 'pipeline']);
  if (document.kind !== 'model' || !ofEvaluation(path)) return null;
  const named = document.yaml.find(['retrain', 'pipeline'])?.node;
  const own = named?.kind === 'scalar' && typeof named.value === 'string' ? named.value : 'dvc.yaml';
  return joinLocation(posix.dirname(document.location), own);
}

function namesOf({ entries, document }: PipelineModel): Offer[] {
  return entries.flatMap(({ name, stages }) => {
    const isGroup = stages.some(({ group }) => group !== null);
    const [first] = stages;
    const detail = isGroup ? `group of ${stages.length} stages` : first?.description;
    const entry = offer(name, detail ?? document.location, ranks.usual);
    if (!isGroup) return [entry];
    const members = stages.slice(0, mostMembers).map((stage) => offer(stage.name, `of ${name}`, ranks.other));
    return [entry, ...members];
  });
}

function offer(name: string, detail: string, rank: number): Offer {
  return {
    label: name,
    kind: CompletionItemKind.Function,
    detail,
    rank,
    insert: { as: 'value', value: name },
  };
}
