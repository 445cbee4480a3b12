import { CompletionItemKind } from 'vscode-languageserver-types';
import { previewOf } from '../../../core/python-preview.ts';
import { isMapping, pythonTypeName } from '../../../core/python-value.ts';
import type { ValuePath } from '../../../manifests/dvc/fault.ts';
import { joinLocation } from '../../../manifests/dvc/location.ts';
import { defaultParamsFile } from '../../../manifests/dvc/template-values.ts';
import type { CompletionProvider } from '../completion-context.ts';
import { namedValues } from '../named-values.ts';
import { type Offer, ranks } from '../offer.ts';
import { paramsOf } from '../params-file.ts';
import { pathPattern } from '../path-pattern.ts';
import { itemsAt } from '../site-facts.ts';
import { stagePlace } from '../stage-place.ts';

const ofDefaultFile = pathPattern('stages.*.params.#', 'stages.*.do.params.#');
const ofNamedFile = pathPattern('stages.*.params.#.*.#', 'stages.*.do.params.#.*.#');

/** Params that a stage does not name yet, by dotted key, with the values that they have now. */
export const params: CompletionProvider = (context) => {
  const { folder, site } = context;
  const { valueAt } = site;
  const file = valueAt && fileAt(valueAt);
  const stage = file && stagePlace(context);
  if (!valueAt || !stage || !site.word.isWhole) return [];
  const location = joinLocation(stage.workingFolder, file);
  const values = paramsOf(folder, location);
  if (!isMapping(values)) return [];
  const present = itemsAt(site, valueAt.slice(0, -1));
  const keys = [...present];
  const isCovered = (path: string) => keys.some((key) => path === key || path.startsWith(`${key}.`));
  const offers: Offer[] = [];
  for (const { path, value, depth } of namedValues(values)) {
    if (isCovered(path)) continue;
    const isGroup = isMapping(value);
    offers.push({
      label: path,
      kind: isGroup ? CompletionItemKind.Module : CompletionItemKind.Variable,
      detail: () => previewOf(value),
      documentation: () => `\`${path}\` of ${location}: ${pythonTypeName(value)}\n\n\`${previewOf(value)}\``,
      rank: isGroup ? ranks.near : Math.min(ranks.likely + depth, ranks.near),
      insert: { as: 'value', value: path },
    });
  }
  return offers;
};

function fileAt(path: ValuePath): string | null {
  if (ofDefaultFile(path)) return defaultParamsFile;
  return ofNamedFile(path) ? String(path.at(-2)) : null;
}
