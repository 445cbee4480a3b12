import { CompletionItemKind } from 'vscode-languageserver-types';
import { isMapping, type PythonValue, pythonTypeName } from '../../../core/python-value.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { fragment } from '../fragment.ts';
import { type Insert, type Offer, ranks } from '../offer.ts';
import { stagePlace } from '../stage-place.ts';
import { type ScopeName, templateScope } from '../template-scope.ts';
import { namedValues, previewOf } from '../value-words.ts';

/** The name within `${…}` that the cursor is in; `start` is behind the bracket, or at a `$` without one. */
interface Reference {
  start: number;
  end: number;
  prefix: string;
  opening: '' | '${';
  closing: '' | '}';
}

const opened = /(?<!\\)(\$\{)([^{}]*)$/;
const dollar = /(?<![\\$])\$$/;

/** What `${…}` of a stage can name: params, vars, the item of a group. */
export const templateReferences: CompletionProvider = (context) => {
  const reference = context.document.kind === 'pipeline' ? referenceAt(context) : null;
  const stage = reference && stagePlace(context);
  if (!reference || !stage || isInVars(context, stage.definition.length)) return [];
  const seen = new Set<string>();
  const offers: Offer[] = [];
  for (const [order, scope] of templateScope(context, stage).entries()) {
    if (seen.has(scope.name)) continue;
    seen.add(scope.name);
    for (const { path, values, depth } of namesBelow(scope, reference.prefix))
      offers.push(offerOf(path, values, { reference, context, scope, depth, order }));
  }
  return offers;
};

/** No template may stand in vars. */
function isInVars({ site }: CompletionContext, depth: number): boolean {
  return (site.valueAt ?? site.keyOf)?.[depth] === 'vars';
}

function referenceAt({ site }: CompletionContext): Reference | null {
  const { word } = site;
  const cursor = word.start + word.prefix.length;
  const rest = /^[\w.[\]-]*/.exec(word.rest)?.[0] ?? '';
  const match = opened.exec(word.prefix);
  if (match) {
    const prefix = match[2]?.trimStart() ?? '';
    const end = cursor + rest.length;
    const isClosed = /^\s*\}/.test(word.rest.slice(rest.length));
    return { start: cursor - prefix.length, end, prefix, opening: '', closing: isClosed ? '' : '}' };
  }
  if (!dollar.test(word.prefix) || word.rest.startsWith('{')) return null;
  return { start: cursor - 1, end: cursor, prefix: '', opening: '${', closing: '}' };
}

interface Below {
  path: string;
  values: readonly PythonValue[];
  depth: number;
}

/** The name itself and all that lies below it in any of its values; items of a list once its name is typed. */
function* namesBelow({ name, values }: ScopeName, prefix: string): Generator<Below> {
  yield { path: name, values, depth: 0 };
  const below = new Map<string, { values: PythonValue[]; depth: number }>();
  for (const value of values) {
    if (!isMapping(value)) continue;
    for (const { path, value: inner, depth } of namedValues(value)) {
      const known = below.get(path) ?? { values: [], depth: depth + 1 };
      known.values.push(inner);
      below.set(path, known);
    }
  }
  for (const [path, { values: inner, depth }] of below)
    yield { path: `${name}.${path}`, values: inner, depth };
  for (const [path, list] of [
    ['', values] as const,
    ...[...below].map(([key, each]) => [`.${key}`, each.values] as const),
  ]) {
    const [first] = list;
    if (!Array.isArray(first) || !prefix.startsWith(`${name}${path}[`)) continue;
    for (const [index, item] of first.entries())
      yield { path: `${name}${path}[${index}]`, values: [item], depth: 1 };
  }
}

interface Circumstances {
  reference: Reference;
  context: CompletionContext;
  scope: ScopeName;
  depth: number;
  order: number;
}

function offerOf(path: string, values: readonly PythonValue[], of: Circumstances): Offer {
  const { reference, context, scope, depth } = of;
  const [first = null] = values;
  const isGroup = isMapping(first);
  return {
    label: path,
    kind: isGroup ? CompletionItemKind.Module : CompletionItemKind.Variable,
    detail: () => shortly(values),
    documentation: () => describe(path, values, scope.origin),
    rank: Math.min((isGroup ? ranks.near : ranks.likely) + depth, ranks.near),
    insert: insertOf(path, reference, context),
  };
}

function shortly(values: readonly PythonValue[]): string {
  const previews = [...new Set(values.map(previewOf))];
  return previews.slice(0, 3).join(' | ') + (previews.length > 3 ? ' | …' : '');
}

function describe(path: string, values: readonly PythonValue[], origin: string): string {
  const [first] = values;
  const type = first === undefined ? '' : `, ${pythonTypeName(first)}`;
  const lines = [...new Set(values.map(previewOf))].slice(0, 10).map((text) => `- \`${text}\``);
  return [`\`\${${path}}\`: ${origin}${type}`, lines.join('\n')].filter((part) => part !== '').join('\n\n');
}

function insertOf(path: string, reference: Reference, { site }: CompletionContext): Insert {
  const { opening, closing } = reference;
  return fragment(site, reference, `${opening}${path}${closing}`, opening + path);
}
