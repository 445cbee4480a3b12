import { CompletionItemKind } from 'vscode-languageserver-types';
import { previewOf } from '../../../core/python-preview.ts';
import { isMapping, type PythonValue, pythonTypeName } from '../../../core/python-value.ts';
import type { CompletionContext, CompletionProvider } from '../completion-context.ts';
import { fragment } from '../fragment.ts';
import { namedValues } from '../named-values.ts';
import { type Insert, type Offer, ranks } from '../offer.ts';
import { likeliest } from '../select-offers.ts';
import { stagePlace } from '../stage-place.ts';
import { type ScopeName, templateScope } from '../template-scope.ts';

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
  const names: Named[] = [];
  for (const scope of templateScope(context, stage)) {
    if (seen.has(scope.name)) continue;
    seen.add(scope.name);
    for (const below of namesBelow(scope, reference.prefix))
      names.push({ ...below, scope, rank: rankOf(below) });
  }
  return likeliest(names, reference.prefix).map((name) => offerOf(name, reference, context));
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
function namesBelow({ name, values }: ScopeName, prefix: string): Below[] {
  const found: Below[] = [{ path: name, values, depth: 0 }, ...valuesBelow(name, values)];
  if (!prefix.startsWith(name) || !prefix.includes('[')) return found;
  const items = found.flatMap(({ path, values: [list] }) =>
    Array.isArray(list) && prefix.startsWith(`${path}[`)
      ? list.map((item, index) => ({ path: `${path}[${index}]`, values: [item], depth: 1 }))
      : [],
  );
  return [...found, ...items];
}

function valuesBelow(name: string, values: readonly PythonValue[]): Below[] {
  const below = new Map<string, { path: string; values: PythonValue[]; depth: number }>();
  for (const value of values) {
    if (!isMapping(value)) continue;
    for (const { path, value: inner, depth } of namedValues(value)) {
      const same = values.length > 1 ? below.get(path) : undefined;
      if (same) same.values.push(inner);
      else below.set(path, { path: `${name}.${path}`, values: [inner], depth: depth + 1 });
    }
  }
  return [...below.values()];
}

interface Named extends Below {
  scope: ScopeName;
  rank: number;
}

function rankOf({ values: [first = null], depth }: Below): number {
  return Math.min((isMapping(first) ? ranks.near : ranks.likely) + depth, ranks.near);
}

function offerOf(
  { path, values, scope, rank }: Named,
  reference: Reference,
  context: CompletionContext,
): Offer {
  const [first = null] = values;
  return {
    label: path,
    kind: isMapping(first) ? CompletionItemKind.Module : CompletionItemKind.Variable,
    detail: () => shortly(values),
    documentation: () => describe(path, values, scope.origin),
    rank,
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
