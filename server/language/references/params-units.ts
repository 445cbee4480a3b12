import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { Section } from '../yaml/section.ts';
import type { PlacedSection } from '../yaml/yaml-document.ts';
import { MentionCollector } from './collector.ts';
import { mentionEntries } from './entry-mentions.ts';
import type { TextPiece, Unit } from './mention.ts';
import type { ManifestSymbol } from './symbol.ts';

/** The units of a params file in YAML or JSON: one for each section. */
export class ParamsUnits {
  readonly #whole: TextPiece | null;
  #known = new Map<Section, { prefix: string; unit: Unit }>();

  /** @param whole as of `MentionCollector` */
  constructor(whole: TextPiece | null) {
    this.#whole = whole;
  }

  update(document: ManifestDocument): Unit[] {
    const before = this.#known;
    this.#known = new Map();
    return document.yaml.sections.map((place) => {
      const prefix = place.path.map((key) => `${key}.`).join('');
      const known = before.get(place.section);
      if (known?.prefix === prefix) {
        this.#known.set(place.section, known);
        return known.unit;
      }
      const collector = new MentionCollector(document, this.#whole);
      mentionSection(place, prefix, collector);
      const unit = collector.unit();
      if (collector.aliases.size === 0) this.#known.set(place.section, { prefix, unit });
      return unit;
    });
  }
}

function mentionSection(place: PlacedSection, prefix: string, collector: MentionCollector): void {
  const { root } = place.section;
  if (!root) return;
  const symbolOf = (name: string): ManifestSymbol => ({
    kind: 'param',
    scope: collector.document.location,
    name,
  });
  mentionEntries({ node: root, place }, prefix, symbolOf, collector);
}
