import { isAbsolute, posix } from 'node:path';
import { joinLocation } from '../../manifests/dvc/location.ts';
import type { Stage, StagePath } from '../../manifests/dvc/pipeline.ts';
import { defaultParamsFile } from '../../manifests/dvc/template-values.ts';
import type { StageEntry } from '../pipeline/stage-entry.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import type { YamlNode } from '../yaml/node.ts';
import type { Placed } from '../yaml/yaml-document.ts';
import { lettersOf, type MentionCollector } from './collector.ts';
import { commandWords } from './command-words.ts';
import { foreachItems, type GroupItems, matrixItems } from './group-items.ts';
import { part, type WrittenPath } from './mention.ts';
import { mentionSlipwaySettings } from './slipway-settings.ts';
import { fileSymbol } from './symbol.ts';
import { hasTemplate, type NameStep, nameSteps, templateNames } from './template-names.ts';
import type { TemplateSources } from './template-sources.ts';
import { mentionVars } from './vars-mentions.ts';

export interface StageContext {
  collector: MentionCollector;
  folder: WorkspaceFolder;
  sources: TemplateSources;
}

/** Everything that one entry under `stages` names. */
export function mentionStage({ name, entry, definition, stages }: StageEntry, context: StageContext): void {
  const { collector, folder } = context;
  const { location } = collector.document;
  const own = `${location}:${name}`;
  collector.name({ node: entry.pair.key, place: entry.place }, 'definition', () => ({
    kind: 'stage',
    scope: location,
    name,
  }));
  const outer = collector.resolve(definition);
  const template = collector.entry(outer, 'do');
  const body = template ?? outer;
  const bases = workingFolders(body, stages, context);
  const [base = collector.folder] = bases;
  const vars = collector.entry(body, 'vars');
  mentionVars(vars, base, own, collector);
  // Their files may get other names in them.
  collector.followsTemplates ||= vars !== null;
  const varsValue = vars ? collector.document.values.of(vars) : null;
  const sources = context.sources.with(varsValue, base, own, folder);
  const group = groupItems(outer, own, sources, collector);
  for (const { name: key, key: keyNode, value } of collector.entries(outer))
    if (key !== 'vars' && key !== 'do') mentionTemplates([keyNode, value], sources, group, collector);
  if (template)
    for (const { name: key, key: keyNode, value } of collector.entries(template))
      if (key !== 'vars') mentionTemplates([keyNode, value], sources, group, collector);
  const written = { base: collector.entry(body, 'wdir') ? base : null };
  collector.path(
    collector.entry(body, 'wdir'),
    'reference',
    { use: 'wdir', base: null },
    [collector.folder],
    bases,
  );
  mentionDeps(body, bases, written, stages, collector);
  for (const [key, kind] of outLists) mentionOuts(body, key, kind, bases, written, stages, collector);
  mentionParams(body, bases, written, collector);
  mentionCommand(collector.entry(body, 'cmd'), bases, written, collector);
  mentionSlipwaySettings(collector.entry(collector.entry(body, 'meta'), 'slipway'), collector);
}

type Written = { base: string | null };

const outLists = [
  ['outs', 'out'],
  ['metrics', 'metric'],
  ['plots', 'plot'],
] as const;

/** Usually one; none where its template cannot be filled in. */
function workingFolders(
  body: Placed,
  stages: readonly Stage[],
  { collector, folder }: StageContext,
): string[] {
  const wdir = collector.scalar(collector.entry(body, 'wdir'))?.node.value;
  if (wdir === undefined) return [collector.folder];
  const isTemplated = hasTemplate(String(wdir));
  collector.followsTemplates ||= isTemplated;
  if (isTemplated) return [...new Set(stages.map(({ workingFolder }) => workingFolder))];
  return [withinRoot(joinLocation(collector.folder, String(wdir)), folder.root)];
}

function withinRoot(location: string, root: string): string {
  return isAbsolute(location) ? posix.relative(root, location) || '.' : location;
}

function groupItems(
  outer: Placed,
  scope: string,
  sources: TemplateSources,
  collector: MentionCollector,
): GroupItems | null {
  for (const { name, key, value } of collector.entries(outer)) {
    const resolved = collector.resolve(value);
    if (name === 'foreach') return foreachItems(key, resolved, scope, sources, collector);
    if (name === 'matrix') return matrixItems(key, resolved, scope, sources, collector);
  }
  return null;
}

/** Whatever stands in `${…}` anywhere in these. */
function mentionTemplates(
  roots: readonly Placed[],
  sources: TemplateSources,
  group: GroupItems | null,
  collector: MentionCollector,
): void {
  const visit = ({ node, place }: Placed): void => {
    const inner = (child: YamlNode) => visit({ node: child, place });
    if (node.kind === 'map')
      for (const { key, value } of node.pairs) {
        inner(key);
        inner(value);
      }
    else if (node.kind === 'sequence') for (const item of node.items) inner(item);
    else if (node.kind === 'scalar')
      for (const steps of templateNames(place.section.text, node.start, node.end))
        mentionName(steps, place, sources, group, collector);
  };
  for (const root of roots) visit(root);
}

function mentionName(
  steps: readonly NameStep[],
  place: Placed['place'],
  sources: TemplateSources,
  group: GroupItems | null,
  collector: MentionCollector,
): void {
  const whole = steps.map(({ text }) => text).join('.');
  const [first] = steps;
  if (group && first && (first.text === 'item' || first.text === 'key'))
    collector.steps(place, steps, (path) =>
      group.symbolsOf(first.text === 'key' ? [] : path.split('.').slice(1)),
    );
  else collector.steps(place, steps, (path) => sources.symbols(path, whole));
}

function mentionDeps(
  body: Placed,
  bases: readonly string[],
  { base }: Written,
  stages: readonly Stage[],
  collector: MentionCollector,
): void {
  const items = collector.items(collector.entry(body, 'deps'));
  const path: WrittenPath = { use: 'dep', base };
  for (const [index, item] of items.entries()) {
    const expanded = stages.flatMap(({ deps }) =>
      deps.length === items.length ? locationOf(deps[index]) : [],
    );
    collector.path(item, 'reference', path, bases, expanded);
  }
}

function locationOf(path: StagePath | undefined): string[] {
  return path ? [path.location] : [];
}

function mentionOuts(
  body: Placed,
  key: string,
  kind: Stage['outs'][number]['kind'],
  bases: readonly string[],
  { base }: Written,
  stages: readonly Stage[],
  collector: MentionCollector,
): void {
  const items = collector.items(collector.entry(body, key)).flatMap((item): Placed[] => {
    const entries = collector.entries(item);
    return entries.length > 0 ? entries.map((entry) => entry.key) : [item];
  });
  const path: WrittenPath = { use: 'out', base };
  for (const [index, item] of items.entries()) {
    const expanded = stages.flatMap(({ outs }) => {
      const own = outs.filter((out) => out.kind === kind);
      return own.length === items.length ? locationOf(own[index]) : [];
    });
    collector.path(item, 'definition', path, bases, expanded);
  }
}

/** `train.lr` is a key of params.yaml; `{other.json: [a.b]}` names its file. */
function mentionParams(
  body: Placed,
  bases: readonly string[],
  { base }: Written,
  collector: MentionCollector,
): void {
  for (const item of collector.items(collector.entry(body, 'params'))) {
    mentionKeys(
      [item],
      bases.map((folder) => joinLocation(folder, defaultParamsFile)),
      collector,
    );
    for (const { name, key, value } of collector.entries(item)) {
      collector.path(key, 'reference', { use: 'params', base }, bases);
      if (!hasTemplate(name))
        mentionKeys(
          collector.items(value),
          bases.map((folder) => joinLocation(folder, name)),
          collector,
        );
    }
  }
}

function mentionKeys(keys: readonly Placed[], files: readonly string[], collector: MentionCollector): void {
  for (const item of keys) {
    const scalar = collector.scalar(item);
    if (!scalar) continue;
    const { start, end, writing } = lettersOf(scalar);
    const text = scalar.place.section.text.slice(start, end);
    if (writing.form === 'fixed' || hasTemplate(text)) continue;
    collector.steps(scalar.place, nameSteps(text, start), (path) =>
      files.map((file) => ({ kind: 'param', scope: file, name: path })),
    );
  }
}

/** Words that could be paths are hints: whoever asks says whether there is such a file. */
function mentionCommand(
  command: Placed | null,
  bases: readonly string[],
  { base }: Written,
  collector: MentionCollector,
): void {
  if (!command) return;
  const path: WrittenPath = { use: 'cmd', base };
  for (const line of command.node.kind === 'sequence' ? collector.items(command) : [command]) {
    const scalar = collector.scalar(line);
    if (!scalar) continue;
    const { text } = scalar.place.section;
    const { start, end } = scalar.node;
    const header = scalar.node.style === 'block' ? text.slice(start, end).indexOf('\n') + 1 : 0;
    for (const word of commandWords(text, start + header, end))
      for (const folder of bases)
        collector.add(scalar.place, {
          symbol: fileSymbol(joinLocation(folder, word.text)),
          role: 'reference',
          start: word.start,
          end: word.end,
          writing: part,
          path,
          isHint: true,
        });
  }
}
