import { joinLocation } from '../../manifests/dvc/location.ts';
import { defaultParamsFile } from '../../manifests/dvc/template-values.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import { lettersOf, type MentionCollector } from './collector.ts';
import { part } from './mention.ts';
import { fileSymbol } from './symbol.ts';
import { nameSteps } from './template-names.ts';

/** `meta.slipway` of a stage: the executor, and the params that a sweep searches: `train.lr`, or `config.json:lr` from the root. */
export function mentionSlipwaySettings(settings: Placed | null, collector: MentionCollector): void {
  if (!settings) return;
  collector.name(collector.entry(settings, 'executor'), 'reference', (name) => ({
    kind: 'executor',
    scope: '',
    name,
  }));
  for (const { name, key } of collector.entries(
    collector.entry(collector.entry(settings, 'sweep'), 'params'),
  )) {
    const { start, writing } = lettersOf(key);
    if (writing.form === 'fixed') continue;
    const colon = name.lastIndexOf(':');
    const file = joinLocation('.', colon < 0 ? defaultParamsFile : name.slice(0, colon));
    if (colon >= 0)
      collector.add(key.place, {
        symbol: fileSymbol(file),
        role: 'reference',
        start,
        end: start + colon,
        writing: part,
        path: { use: 'params', base: '.' },
      });
    collector.steps(key.place, nameSteps(name.slice(colon + 1), start + colon + 1), (path) => [
      { kind: 'param', scope: file, name: path },
    ]);
  }
}
