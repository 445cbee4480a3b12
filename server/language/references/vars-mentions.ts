import { joinLocation } from '../../manifests/dvc/location.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import { lettersOf, type MentionCollector } from './collector.ts';
import { mentionEntries } from './entry-mentions.ts';
import { part } from './mention.ts';
import { fileSymbol } from './symbol.ts';
import { hasTemplate } from './template-names.ts';

/** `vars` of a dvc.yaml or of a stage: files, `file:key,key`, and values of its own, whose names lie in `scope`. */
export function mentionVars(
  vars: Placed | null,
  base: string,
  scope: string,
  collector: MentionCollector,
): void {
  for (const item of collector.items(vars)) {
    mentionEntries(item, '', (name) => ({ kind: 'var', scope, name }), collector);
    const scalar = collector.scalar(item);
    if (!scalar || typeof scalar.node.value !== 'string' || hasTemplate(scalar.node.value)) continue;
    const { start, writing } = lettersOf(scalar);
    if (writing.form === 'fixed') continue;
    const [file = '', keys] = scalar.node.value.split(/:(.*)/s);
    const location = joinLocation(base, file);
    const end = start + file.length;
    collector.add(scalar.place, {
      symbol: fileSymbol(location),
      role: 'reference',
      start,
      end,
      writing: keys === undefined ? writing : part,
      path: { use: 'params', base: base === collector.folder ? null : base },
    });
    for (const match of (keys ?? '').matchAll(/[^,]+/g))
      collector.add(scalar.place, {
        symbol: { kind: 'param', scope: location, name: match[0] },
        role: 'reference',
        start: end + 1 + match.index,
        end: end + 1 + match.index + match[0].length,
        writing: part,
      });
  }
}
