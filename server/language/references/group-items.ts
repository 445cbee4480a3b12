import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { isWholeTemplate } from '../../manifests/dvc/template.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import { lettersOf, type MentionCollector } from './collector.ts';
import { part } from './mention.ts';
import type { ManifestSymbol } from './symbol.ts';
import { type NameStep, templateNames } from './template-names.ts';
import type { TemplateSources } from './template-sources.ts';

/** What `foreach` or `matrix` gives to the templates of a group's stages. */
export interface GroupItems {
  /** What `${item.a.b}` stands for: the steps after `item`. Itself where there are none. */
  symbolsOf(steps: readonly string[]): ManifestSymbol[];
}

/** Of a `foreach`: its members' fields, written there or in what its template names. `scope`: `dvc.yaml:stage`. */
export function foreachItems(
  key: Placed,
  value: Placed,
  scope: string,
  sources: TemplateSources,
  collector: MentionCollector,
): GroupItems {
  const own = (name: string): ManifestSymbol => ({ kind: 'item', scope, name });
  define(key, own(''), collector);
  const below = membersOf(value, '', own, sources, collector);
  return { symbolsOf: (steps) => (steps.length === 0 ? [own('')] : below(steps)) };
}

/** Of a `matrix`: its axes, and the fields of their members. */
export function matrixItems(
  key: Placed,
  value: Placed,
  scope: string,
  sources: TemplateSources,
  collector: MentionCollector,
): GroupItems {
  const own = (name: string): ManifestSymbol => ({ kind: 'item', scope, name });
  define(key, own(''), collector);
  const axes = new Map<string, (steps: readonly string[]) => ManifestSymbol[]>();
  for (const axis of collector.entries(value)) {
    define(axis.key, own(axis.name), collector);
    axes.set(axis.name, membersOf(axis.value, `${axis.name}.`, own, sources, collector));
  }
  return {
    symbolsOf: ([axis, ...steps]) => {
      if (axis === undefined) return [own('')];
      return steps.length === 0 ? [own(axis)] : (axes.get(axis)?.(steps) ?? []);
    },
  };
}

/** Fields of the members of a list or mapping: how to find what their names stand for. */
function membersOf(
  value: Placed,
  prefix: string,
  own: (name: string) => ManifestSymbol,
  sources: TemplateSources,
  collector: MentionCollector,
): (steps: readonly string[]) => ManifestSymbol[] {
  const scalar = collector.scalar(value);
  const text = scalar?.node.value;
  if (typeof text === 'string' && isWholeTemplate(text)) {
    const [steps = []] = templateNames(text, 0, text.length);
    const collections = sources.collections(dotted(steps));
    return (wanted) => collections.flatMap(({ symbol, value: members }) => fieldsOf(symbol, members, wanted));
  }
  const members = collector.items(value);
  const entries = collector.entries(value).map((entry) => entry.value);
  for (const member of [...members, ...entries]) defineFields(member, prefix, own, collector);
  return (steps) => [own(`${prefix}${steps.join('.')}`)];
}

function fieldsOf(
  { kind, scope, name }: ManifestSymbol,
  members: PythonValue[] | PythonMapping,
  steps: readonly string[],
): ManifestSymbol[] {
  const entries: [PythonValue, PythonValue][] = Array.isArray(members)
    ? members.map((member, index) => [String(index), member])
    : [...members];
  return entries.flatMap(([key, member]) => {
    let value: PythonValue | undefined = member;
    for (const step of steps)
      value = isMapping(value ?? null) ? (value as PythonMapping).get(step) : undefined;
    return value === undefined ? [] : [{ kind, scope, name: [name, String(key), ...steps].join('.') }];
  });
}

function defineFields(
  member: Placed,
  prefix: string,
  own: (name: string) => ManifestSymbol,
  collector: MentionCollector,
): void {
  for (const { name, key, value } of collector.entries(member)) {
    define(key, own(`${prefix}${name}`), collector);
    defineFields(value, `${prefix}${name}.`, own, collector);
  }
}

function define(key: Placed, symbol: ManifestSymbol, collector: MentionCollector): void {
  const scalar = collector.scalar(key);
  if (!scalar) return;
  const { start, end, writing } = lettersOf(scalar);
  const isWord = symbol.name === '';
  collector.add(scalar.place, { symbol, role: 'definition', start, end, writing: isWord ? part : writing });
}

function dotted(steps: readonly NameStep[]): string {
  return steps.map(({ text }) => text).join('.');
}
