import type { Dialect } from '../yaml/parse-text.ts';
import { YamlValues } from '../yaml/values.ts';
import { maxLength, YamlDocument } from '../yaml/yaml-document.ts';
import type { ManifestKind } from './manifest-kind.ts';

/** One version of a manifest's text. */
export class ManifestDocument {
  /** From the root of its workspace folder, with forward slashes. */
  readonly location: string;
  readonly kind: ManifestKind;
  #text: string;
  readonly #onRead: (document: ManifestDocument) => void;
  #read: { yaml: YamlDocument; values: YamlValues } | null = null;
  #isBroken: boolean | null = null;

  private constructor(
    location: string,
    kind: ManifestKind,
    text: string,
    onRead: (document: ManifestDocument) => void,
  ) {
    this.location = location;
    this.kind = kind;
    this.#text = text;
    this.#onRead = onRead;
  }

  /** The text is read when it is asked for; `onRead` is told each time, but for versions that `update` makes of what was read. */
  static of(
    location: string,
    kind: ManifestKind,
    text: string,
    onRead: (document: ManifestDocument) => void = () => {},
  ): ManifestDocument {
    return new ManifestDocument(location, kind, text, onRead);
  }

  get text(): string {
    return this.#text;
  }

  get yaml(): YamlDocument {
    return this.#reading().yaml;
  }

  get values(): YamlValues {
    return this.#reading().values;
  }

  get isTooLong(): boolean {
    return this.text.length > maxLength;
  }

  /** Something of it is no YAML: known without its nodes once it was asked. */
  get isBroken(): boolean {
    this.#isBroken ??= this.yaml.isBroken;
    return this.#isBroken;
  }

  /** The next version, which shares with this one whatever has stayed the same. */
  update(text: string): ManifestDocument {
    if (text === this.text) return this;
    const next = new ManifestDocument(this.location, this.kind, text, this.#onRead);
    if (this.#read) next.#keep(this.#read.yaml.update(text));
    return next;
  }

  /** Holds its text in the copy that somebody else holds too. */
  share(sameText: string): void {
    this.#text = sameText;
  }

  /** Lets go of its nodes, which are many times its text. Who asks for them next has it read again. */
  rest(): void {
    if (this.#read) this.#isBroken ??= this.#read.yaml.isBroken;
    this.#read = null;
  }

  #reading(): { yaml: YamlDocument; values: YamlValues } {
    if (this.#read) return this.#read;
    const made = this.#keep(YamlDocument.of(this.text, dialects[this.kind]));
    this.#onRead(this);
    return made;
  }

  #keep(yaml: YamlDocument): { yaml: YamlDocument; values: YamlValues } {
    this.#read = { yaml, values: new YamlValues(yaml) };
    return this.#read;
  }
}

const dialects: Record<ManifestKind, Dialect> = {
  pipeline: 'dvc',
  params: 'dvc',
  workspace: 'core',
  model: 'core',
  data: 'core',
};
