import type { ValuePath } from '../../manifests/dvc/fault.ts';
import { keyText } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-document.ts';
import { type LooseMap, type LooseNode, scalarText } from './loose-node.ts';
import type { CompletionSite, LooseSection } from './site.ts';

/** Keys of the mapping at a path but the one under the cursor, with their values where these are scalars. */
export function keysAt(
  yaml: YamlDocument,
  site: CompletionSite,
  path: ValuePath,
): Map<string, string | null> {
  const { section, offset } = site;
  const found = new Map<string, string | null>();
  if (path.length === 0 || isBase(section, path))
    for (const { pair, place } of yaml.pairsAt(path)) {
      const name = keyText(pair.key);
      if (name !== null && !(place === section.place && isAt(pair.key, offset))) found.set(name, null);
    }
  const node = looseAt(section, path);
  if (node?.kind !== 'map') return found;
  for (const { key, value } of node.entries) {
    if (isAt(key, offset)) continue;
    const text = value?.kind === 'scalar' ? scalarText(section.text, value) : null;
    found.set(scalarText(section.text, key), text);
  }
  return found;
}

/** Texts of the list at a path, and the keys of its mappings, but what is under the cursor. */
export function itemsAt({ section, offset }: CompletionSite, path: ValuePath): Set<string> {
  const node = looseAt(section, path);
  if (node?.kind !== 'list') return new Set();
  const scalars = node.items.flatMap(({ value }) => {
    if (value?.kind === 'scalar') return [value];
    return value?.kind === 'map' ? value.entries.map(({ key }) => key) : [];
  });
  return new Set(
    scalars.filter((scalar) => !isAt(scalar, offset)).map((scalar) => scalarText(section.text, scalar)),
  );
}

/** The node at a path from the top of the file, as far as the section holds it. */
export function looseAt({ text, base, root }: LooseSection, path: ValuePath): LooseNode | null {
  if (base.some((key, index) => key !== path[index])) return null;
  let node = root;
  for (const step of path.slice(base.length)) {
    if (node?.kind === 'map') node = valueIn(text, node, String(step));
    else node = node?.kind === 'list' ? (node.items[Number(step)]?.value ?? null) : null;
  }
  return node;
}

/** Text of the scalar at a path; null for anything else. */
export function looseText(section: LooseSection, path: ValuePath): string | null {
  const node = looseAt(section, path);
  return node?.kind === 'scalar' ? scalarText(section.text, node) : null;
}

/** Texts of the scalars of the list at a path. */
export function looseTexts(section: LooseSection, path: ValuePath): string[] {
  const node = looseAt(section, path);
  if (node?.kind !== 'list') return [];
  return node.items.flatMap(({ value }) =>
    value?.kind === 'scalar' ? [scalarText(section.text, value)] : [],
  );
}

function valueIn(text: string, { entries }: LooseMap, key: string): LooseNode | null {
  return entries.findLast((entry) => scalarText(text, entry.key) === key)?.value ?? null;
}

function isBase({ base }: LooseSection, path: ValuePath): boolean {
  return path.length === base.length && base.every((key, index) => key === path[index]);
}

function isAt({ start, end }: { start: number; end: number }, offset: number): boolean {
  return start <= offset && offset <= end;
}
