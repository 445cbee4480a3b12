import { CompletionItemKind } from 'vscode-languageserver-types';
import { isBareName, metricExpression } from '../../../core/expressions/known-metrics.ts';
import { inWords, type NameType, type OtherNames } from '../../../core/expressions/name-type.ts';
import { type ExpressionMoment, namesAt } from '../../../core/expressions/release-names.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { fragment } from '../fragment.ts';
import { type Offer, ranks } from '../offer.ts';
import { pathPattern } from '../path-pattern.ts';

const places: readonly (readonly [ExpressionMoment, ReturnType<typeof pathPattern>])[] = [
  ['gate', pathPattern('gates.#.expr', 'gates.#.when')],
  ['rollback', pathPattern('deploy.rollback.when')],
  ['alert', pathPattern('monitors.#.alert')],
  ['retrain', pathPattern('retrain.when')],
];

/** A name that is being typed, with the names and dots before it. */
const nameAtEnd = /(?<![\w.])((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)?$/;
/** The text in `metrics["…`. */
const indexAtEnd = /(?<![\w.])([A-Za-z_][\w.]*)\[\s*\\?(["'])([^"'\\]*)$/;
/** Behind these, an operator comes next. */
const operandAtEnd = /[\w"'\])]\s+$/;

/** Names of an expression: what its moment knows, and the metrics that runs have logged. */
export const expressionNames: CompletionProvider = (context) => {
  const { document, site } = context;
  const moment = places.find(([, at]) => at(site.valueAt))?.[0];
  if (document.kind !== 'model' || moment === undefined || site.keyOf) return [];
  const { prefix } = site.word;
  const index = indexAtEnd.exec(prefix);
  if (index) return metricsInBrackets(context, moment, index);
  const match = nameAtEnd.exec(prefix);
  const holders = match?.[1] ?? '';
  const typed = match?.[2] ?? '';
  const isInText = (prefix.match(/"/g)?.length ?? 0) % 2 === 1;
  const before = prefix.slice(0, prefix.length - holders.length - typed.length);
  if (!match || isInText || operandAtEnd.test(before)) return [];
  const below = namesBelow(moment, holders.split('.').slice(0, -1));
  return below ? offersBelow(context, below, holders, typed) : [];
};

interface Below {
  members: readonly (readonly [string, NameType])[];
  others: OtherNames;
}

/** Null where the names before the dot are none, or have no members. */
function namesBelow(moment: ExpressionMoment, holders: readonly string[]): Below | null {
  const { names, others } = namesAt(moment);
  let below: Below = { members: Object.entries(names), others };
  for (const holder of holders) {
    const type = below.members.find(([name]) => name === holder)?.[1];
    if (type?.kind !== 'object') return null;
    below = { members: Object.entries(type.members), others: type.others };
  }
  return below;
}

function offersBelow(
  context: CompletionContext,
  { members, others }: Below,
  holders: string,
  typed: string,
): Offer[] {
  const { site } = context;
  const end = site.word.start + site.word.prefix.length;
  const rest = /^\w*/.exec(site.word.rest)?.[0].length ?? 0;
  const place = { start: end - typed.length, end: end + rest };
  const known = members.map(
    ([name, type]): Offer => ({
      label: name,
      kind:
        type.kind === 'object' || type.kind === 'numbers'
          ? CompletionItemKind.Module
          : CompletionItemKind.Variable,
      detail: inWords(type),
      documentation: type.doc,
      rank: ranks.usual,
      insert: fragment(site, place, name),
    }),
  );
  if (others === 'none') return known;
  const holder = holders.slice(0, -1);
  const metrics = metricsOf(context)
    .filter(([name]) => isBareName(name) || others === 'metrics')
    .map(([name, detail]): Offer => {
      // Of a holder, only what comes behind its dot.
      const written = metricExpression(name, holder === '' ? null : holder).slice(holders.length);
      return {
        label: name,
        kind: CompletionItemKind.Value,
        detail,
        documentation: `Metric \`${name}\`, as \`${holders}${written}\``,
        rank: ranks.likely,
        insert: fragment(site, place, written, name),
      };
    });
  return [...metrics, ...known];
}

function metricsInBrackets(
  context: CompletionContext,
  moment: ExpressionMoment,
  [, holder = '', quote = '', typed = '']: RegExpExecArray,
): Offer[] {
  const path = holder.split('.');
  const below = namesBelow(moment, path.slice(0, -1));
  const type = below?.members.find(([name]) => name === path.at(-1))?.[1];
  if (type?.kind !== 'numbers') return [];
  const { site } = context;
  const end = site.word.start + site.word.prefix.length;
  const rest = /^[^"'\\\]]*/.exec(site.word.rest)?.[0].length ?? 0;
  const isClosed = /^\s*\\?["']/.test(site.word.rest.slice(rest));
  return metricsOf(context).map(([name, detail]) => ({
    label: name,
    kind: CompletionItemKind.Value,
    detail,
    rank: ranks.likely,
    insert: fragment(
      site,
      { start: end - typed.length, end: end + rest },
      isClosed ? name : `${name}${quote}]`,
      name,
    ),
  }));
}

/** Metrics by name, with the last value where there is one. */
function metricsOf({ folder, document }: CompletionContext): [name: string, detail: string][] {
  const { registry } = folder.providers;
  const node = document.yaml.find(['evaluate', 'stage'])?.node;
  const stage = node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
  const run = stage === null ? null : registry.lastRun(stage);
  const last = run?.state === 'known' ? run.value.metrics : new Map<string, number>();
  const logged = registry.metrics();
  const names = new Set([...last.keys(), ...(logged.state === 'known' ? logged.value : [])]);
  return [...names].map((name) => {
    const value = last.get(name);
    return [name, value === undefined ? 'metric' : `${value} in the last run of ${stage}`];
  });
}
