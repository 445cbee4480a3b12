import { isMapping, type PythonMapping, type PythonValue } from '../../core/python-value.ts';
import { followReference, referencesIn, type TemplateValues } from '../../manifests/dvc/template.ts';
import { childrenOf, type YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';
import type { PlacedSection } from '../yaml/yaml-document.ts';
import type { PipelineModel } from './pipeline-model.ts';
import type { StageEntry } from './stage-entry.ts';

/** A `${…}` in a text. */
export interface TemplateReference {
  /** What stands between the braces. */
  inner: string;
  /** Of that, in its section. */
  start: number;
  end: number;
}

/** All of a section, wherever they stand but in comments. */
export function sectionReferences(section: Section): readonly TemplateReference[] {
  return section.remember(findAll);
}

function findAll({ root, text }: Section): readonly TemplateReference[] {
  return root && text.includes('$' + '{') ? referencesBelow(text, root) : [];
}

/** Those below a node, in the order of the text. */
export function referencesBelow(text: string, node: YamlNode): TemplateReference[] {
  if (node.kind !== 'scalar') return childrenOf(node).flatMap((child) => referencesBelow(text, child));
  if (typeof node.value !== 'string' || !node.value.includes('$' + '{')) return [];
  return referencesIn(text.slice(node.start, node.end)).map(({ inner, offset }) => {
    const start = node.start + offset;
    return { inner, start, end: start + inner.length };
  });
}

/** A reference that leads nowhere. */
export interface BrokenReference extends TemplateReference {
  place: PlacedSection;
  /** Names of the stages for which it does; null where for all that see it. */
  stages: string[] | null;
  /** The name that is not there, and where it stands; null for what is no name at all. */
  missing: { name: string; start: number; end: number; above: PythonValue; before: string } | null;
  values: TemplateValues;
}

/** Of an entry that cannot be read. The engine names the first only. */
export function brokenReferences(model: PipelineModel, entry: StageEntry): BrokenReference[] {
  if (!entry.fault || !model.scope) return [];
  const { place } = entry.definition;
  const { node } = entry.definition;
  if (node.kind !== 'map') return [];
  const { text } = place.section;
  const groups = node.pairs.filter(({ key }) => key.kind === 'scalar' && groupKeys.has(String(key.value)));
  const others = node.pairs.filter((pair) => !groups.includes(pair));
  const { values } = model.scope;
  const ofGroup = groups.flatMap(({ value }) =>
    referencesBelow(text, value).flatMap((reference) => broken(reference, [{ name: null, values }], place)),
  );
  const scopes = model
    .scopesOf(entry)
    .map(({ template, scope }) => ({ name: template.name, values: scope.values }));
  if (scopes.length === 0) return ofGroup;
  return [
    ...ofGroup,
    ...others.flatMap(({ key, value }) =>
      [key, value].flatMap((child) =>
        referencesBelow(text, child).flatMap((reference) => broken(reference, scopes, place)),
      ),
    ),
  ];
}

const groupKeys = new Set(['foreach', 'matrix']);

/** Of the top level, where `topFaults` says that there are some. */
export function brokenTopReferences(model: PipelineModel): BrokenReference[] {
  const { scope, topFaults, document } = model;
  if (!scope) return [];
  return topFaults.flatMap(({ path, reason }) => {
    const found = reason === 'reference' ? document.yaml.find(path.slice(0, 1)) : null;
    if (!found) return [];
    return referencesBelow(found.place.section.text, found.node).flatMap((reference) =>
      broken(reference, [{ name: null, values: scope.values }], found.place),
    );
  });
}

function broken(
  reference: TemplateReference,
  scopes: readonly { name: string | null; values: TemplateValues }[],
  place: PlacedSection,
): BrokenReference[] {
  const bad = scopes.flatMap(({ name, values }) => {
    const led = followReference(reference.inner, values);
    return led.state === 'found' ? [] : [{ name, values, led }];
  });
  const [first] = bad;
  if (!first) return [];
  const stages = bad.length === scopes.length ? null : bad.flatMap(({ name }) => name ?? []);
  const found = { ...reference, place, stages, values: first.values };
  if (first.led.state === 'malformed') return [{ ...found, missing: null }];
  const { missing, steps, above } = first.led;
  const step = [...reference.inner.matchAll(/[^.[\]]+/g)][missing];
  const name = steps[missing] ?? '';
  const start = reference.start + (step?.index ?? 0) + (step?.[0].search(/\S/) ?? 0);
  const before = steps.slice(0, missing).join('.');
  return [{ ...found, missing: { name, start, end: start + name.length, above, before } }];
}

/** Dotted paths of all values that templates can name. */
export function namesIn(values: PythonMapping, prefix = ''): string[] {
  return [...values].flatMap(([key, value]) => {
    const name = `${prefix}${String(key)}`;
    return isMapping(value) ? [name, ...namesIn(value, `${name}.`)] : [name];
  });
}
