import type { Dialect } from '../yaml/parse-text.ts';
import { YamlValues } from '../yaml/values.ts';
import { YamlDocument } from '../yaml/yaml-document.ts';
import type { ManifestKind } from './manifest-kind.ts';

/** One version of a manifest's text. */
export class ManifestDocument {
  /** From the root of its workspace folder, with forward slashes. */
  readonly location: string;
  readonly kind: ManifestKind;
  readonly yaml: YamlDocument;
  readonly values: YamlValues;

  private constructor(location: string, kind: ManifestKind, yaml: YamlDocument) {
    this.location = location;
    this.kind = kind;
    this.yaml = yaml;
    this.values = new YamlValues(yaml);
  }

  static of(location: string, kind: ManifestKind, text: string): ManifestDocument {
    return new ManifestDocument(location, kind, YamlDocument.of(text, dialects[kind]));
  }

  /** The next version, which shares with this one whatever has stayed the same. */
  update(text: string): ManifestDocument {
    const yaml = this.yaml.update(text);
    return yaml === this.yaml ? this : new ManifestDocument(this.location, this.kind, yaml);
  }
}

const dialects: Record<ManifestKind, Dialect> = {
  pipeline: 'dvc',
  params: 'dvc',
  workspace: 'core',
  model: 'core',
  data: 'core',
};
