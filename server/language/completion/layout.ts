import type { Section } from '../yaml/section.ts';
import type { YamlDocument } from '../yaml/yaml-document.ts';
import type { LooseNode } from './loose-node.ts';
import { readLoosely } from './loose-reader.ts';
import type { CompletionSite } from './site.ts';

/** How a document in block style is laid out, in columns. */
export interface Layout {
  /** Of a mapping in a mapping. */
  step: number;
  /** Of a dash, from the key that the list belongs to. */
  dash: number;
}

const usual: Layout = { step: 2, dash: 2 };
/** Sections before the cursor's that are looked at for an example. */
const mostSections = 20;

/** As the cursor's section does it, or another where that holds no example. */
export function layoutOf({ sections }: YamlDocument, { section }: CompletionSite): Layout {
  const own = section.place.section.remember(sectionLayout);
  const index = sections.indexOf(section.place);
  const others = sections.slice(Math.max(index - mostSections, 0), Math.max(index, 1));
  let { step, dash } = own;
  for (const other of others.reverse()) {
    if (step !== null && dash !== null) break;
    const found = other.section.remember(sectionLayout);
    step ??= found.step;
    dash ??= found.dash;
  }
  return {
    step: step ?? (section.base.length > 0 ? baseStep(section.root) : usual.step),
    dash: dash ?? usual.dash,
  };
}

function baseStep(root: LooseNode | null): number {
  return root?.kind === 'map' && root.indent > 0 ? root.indent : usual.step;
}

function sectionLayout({ text }: Section): { step: number | null; dash: number | null } {
  let step: number | null = null;
  let dash: number | null = null;
  const look = (node: LooseNode | null, above: number): void => {
    if (!node || node.kind === 'scalar' || node.flow || (step !== null && dash !== null)) return;
    if (node.kind === 'map') {
      if (above >= 0) step ??= node.indent - above;
      for (const { value } of node.entries) look(value, node.indent);
    } else {
      if (above >= 0) dash ??= node.indent - above;
      for (const { value } of node.items) look(value, -1);
    }
  };
  for (const root of readLoosely(text)) look(root, -1);
  return { step, dash };
}
