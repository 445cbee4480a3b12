import { posix } from 'node:path';
import type { ManifestKind } from '../../workspace/manifest-kind.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { type Offer, ranks } from '../offer.ts';
import { type PathsWanted, pathOffers } from '../path-offers.ts';
import { pathPattern } from '../path-pattern.ts';
import { itemsAt } from '../site-facts.ts';
import { pathsOfStage, stagePlace } from '../stage-place.ts';

/** Where a manifest names a file or folder. */
interface PathPlace {
  kind: ManifestKind;
  at: ReturnType<typeof pathPattern>;
  /** What it is relative to. */
  base: 'stage' | 'manifest' | 'root';
  /** Files besides folders: all, those with such a name, none. */
  files: RegExp | 'all' | 'none';
  rank?: number;
  /** The path is a key, with this below. */
  keyOf?: 'map' | 'list';
}

const values = /\.(?:ya?ml|json|toml|py)$/i;
const tables = /\.(?:csv|tsv|json|jsonl|ya?ml|parquet|arrow)$/i;
const drawable = /\.(?:csv|tsv|json|ya?ml|png|jpe?g|svg|gif)$/i;
const outs = ['outs', 'metrics', 'plots'].flatMap((key) => [`stages.*.${key}.#`, `stages.*.do.${key}.#`]);

/** One line for a new place. */
const places: readonly PathPlace[] = [
  { kind: 'pipeline', at: pathPattern('stages.*.deps.#', 'stages.*.do.deps.#'), base: 'stage', files: 'all' },
  { kind: 'pipeline', at: pathPattern(...outs), base: 'stage', files: 'all', rank: ranks.far },
  { kind: 'pipeline', at: pathPattern(...outs), base: 'stage', files: 'all', rank: ranks.far, keyOf: 'map' },
  { kind: 'pipeline', at: pathPattern('stages.*.wdir', 'stages.*.do.wdir'), base: 'manifest', files: 'none' },
  {
    kind: 'pipeline',
    at: pathPattern('stages.*.vars.#', 'stages.*.do.vars.#'),
    base: 'stage',
    files: values,
  },
  {
    kind: 'pipeline',
    at: pathPattern('stages.*.params.#', 'stages.*.do.params.#'),
    base: 'stage',
    files: values,
    rank: ranks.far,
    keyOf: 'list',
  },
  { kind: 'pipeline', at: pathPattern('vars.#', 'params.#', 'metrics.#'), base: 'manifest', files: values },
  { kind: 'pipeline', at: pathPattern('plots.#'), base: 'manifest', files: drawable },
  { kind: 'pipeline', at: pathPattern('artifacts.*.path'), base: 'manifest', files: 'all' },
  { kind: 'workspace', at: pathPattern('schedules.#.on.changes.#'), base: 'root', files: 'all' },
  { kind: 'workspace', at: pathPattern('schedules.#.on.arrives'), base: 'root', files: 'all' },
  { kind: 'workspace', at: pathPattern('identity.signers'), base: 'root', files: 'all' },
  { kind: 'model', at: pathPattern('artifact'), base: 'manifest', files: /\.onnx$/i },
  { kind: 'model', at: pathPattern('data.train', 'data.evaluation'), base: 'manifest', files: tables },
  { kind: 'data', at: pathPattern('path', 'checks.#.with'), base: 'manifest', files: tables },
];

/** What describes data or stages can be no dep or out itself. */
const descriptions = /(?:\.dvc|(?:^|\/)dvc\.(?:yaml|lock))$/;

/** Files and folders where a manifest names one. */
export const files: CompletionProvider = (context) =>
  places.flatMap((place) => (place.kind === context.document.kind ? offersAt(place, context) : []));

function offersAt(place: PathPlace, context: CompletionContext): readonly Offer[] {
  const { site, folder } = context;
  const { keyOf } = place;
  const path = keyOf ? site.keyOf : site.valueAt;
  if (!path || !place.at(path) || !site.word.isWhole) return [];
  const stage = stagePlace(context);
  const named = stage && place.base === 'stage' ? pathsOfStage(context, stage) : new Set<string>();
  const listed = typeof path.at(-1) === 'number' ? itemsAt(site, path.slice(0, -1)) : new Set<string>();
  const rankOf: PathsWanted['rankOf'] = (location, kind) => {
    if (named.has(location) || descriptions.test(location)) return undefined;
    if (kind === 'folder') return place.files === 'none' ? ranks.near : ranks.other;
    if (place.files === 'none' || (place.files !== 'all' && !place.files.test(location))) return undefined;
    return place.rank ?? ranks.near;
  };
  const wanted: PathsWanted = {
    base: baseOf(place, context, stage?.workingFolder),
    prefix: site.word.prefix,
    rankOf,
    insert: (written) =>
      keyOf ? { as: 'key', key: written, holds: keyOf } : { as: 'value', value: written },
  };
  return pathOffers(folder, wanted).filter(({ label }) => !listed.has(label));
}

function baseOf(
  { base }: PathPlace,
  { document }: CompletionContext,
  stageFolder: string | undefined,
): string {
  if (base === 'root') return '.';
  return base === 'stage' && stageFolder !== undefined ? stageFolder : posix.dirname(document.location);
}
