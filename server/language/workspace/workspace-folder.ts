import { posix } from 'node:path';
import type { PythonValue } from '../../core/python-value.ts';
import { ManifestFault } from '../../manifests/dvc/fault.ts';
import { parseParamValues } from '../../manifests/dvc/param-values.ts';
import { PipelineModel } from '../pipeline/pipeline-model.ts';
import { ManifestDocument } from './manifest-document.ts';
import { type ManifestKind, manifestKindOf } from './manifest-kind.ts';
import type { Providers } from './providers.ts';
import { ReadDocuments } from './read-documents.ts';

/**
 * The manifests of one workspace folder as they are now: open ones as they are being written, all others as they are on
 * disk. Of those that are not open, only the few that were looked at last are kept with their nodes; of all others what
 * their stages are.
 */
export class WorkspaceFolder {
  /** Absolute. */
  readonly root: string;
  readonly providers: Providers;
  readonly #open = new Map<string, ManifestDocument>();
  readonly #closed = new Map<string, ManifestDocument>();
  readonly #pipelines = new Map<string, PipelineModel>();
  readonly #params = new Map<string, { text: string; values: PythonValue | ManifestFault }>();
  readonly #read = new ReadDocuments((document) => this.#rest(document));

  constructor(root: string, providers: Providers) {
    this.root = root;
    this.providers = providers;
  }

  /** Takes the text that an editor shows; null where the file is none of ours. */
  open(
    location: string,
    text: string,
    kind: ManifestKind | null = manifestKindOf(location),
  ): ManifestDocument | null {
    if (kind === null) return null;
    const before = this.#open.get(location) ?? this.#closed.get(location);
    const document = before?.kind === kind ? before.update(text) : this.#make(location, kind, text);
    if (before) this.#read.remove(before);
    this.#closed.delete(location);
    this.#open.set(location, document);
    return document;
  }

  close(location: string): void {
    const document = this.#open.get(location);
    this.#open.delete(location);
    if (document?.kind !== manifestKindOf(location)) return;
    const text = this.providers.files.text(location);
    if (text.state !== 'known' || text.value !== document.text) return;
    document.share(text.value);
    this.#closed.set(location, document);
    this.#read.add(document);
  }

  /** What disk holds of these has changed, or may have. */
  forget(locations: Iterable<string>): void {
    for (const location of locations) {
      this.#dropClosed(location);
      this.#params.delete(location);
    }
  }

  /** Every manifest, open or not. */
  documents(): ManifestDocument[] {
    const locations = new Set([...this.providers.files.manifests(), ...this.#open.keys()]);
    return [...locations].flatMap((location) => this.document(location) ?? []);
  }

  documentsOf(kind: ManifestKind): ManifestDocument[] {
    return this.documents().filter((document) => document.kind === kind);
  }

  openDocuments(): ManifestDocument[] {
    return [...this.#open.values()];
  }

  document(location: string): ManifestDocument | null {
    const open = this.#open.get(location);
    if (open) return open;
    const kind = manifestKindOf(location);
    if (kind === null) return null;
    const text = this.providers.files.text(location);
    const before = this.#closed.get(location);
    if (text.state === 'known' && text.value === before?.text) {
      before.share(text.value);
      return before;
    }
    this.#dropClosed(location);
    if (text.state !== 'known') return null;
    const document = this.#make(location, kind, text.value);
    this.#closed.set(location, document);
    return document;
  }

  /** Text of any file, as an editor shows it where one does. */
  text(location: string): string | null {
    const open = this.#open.get(location);
    if (open) return open.text;
    const text = this.providers.files.text(location);
    return text.state === 'known' ? text.value : null;
  }

  pipelines(): PipelineModel[] {
    return this.documentsOf('pipeline').map((document) => this.pipeline(document));
  }

  /** The stages of a dvc.yaml; the same object for as long as it and what its templates read are the same. */
  pipeline(document: ManifestDocument): PipelineModel {
    const known = this.#pipelines.get(document.location);
    const model = PipelineModel.of(document, this, known ?? null);
    this.#pipelines.set(document.location, model);
    return model;
  }

  /**
   * Values of a params file, the same object for as long as its text is the same; null where there is none.
   * @throws ManifestFault for one that cannot be read
   */
  paramValues(location: string): PythonValue | null {
    const text = this.text(location);
    if (text === null) return null;
    const known = this.#params.get(location);
    const values = known?.text === text ? known.values : valuesOrFault(text, location);
    if (known?.text !== text) this.#params.set(location, { text, values });
    if (values instanceof ManifestFault) throw values;
    return values;
  }

  isOpen(location: string): boolean {
    return this.#open.has(location);
  }

  /** Whether a path of a manifest can be there without any stage making it. */
  fileKind(location: string): ReturnType<Providers['files']['kindOf']> {
    return this.providers.files.kindOf(posix.normalize(location));
  }

  #make(location: string, kind: ManifestKind, text: string): ManifestDocument {
    return ManifestDocument.of(location, kind, text, (document) => {
      if (this.#closed.get(location) === document) this.#read.add(document);
    });
  }

  #dropClosed(location: string): void {
    const document = this.#closed.get(location);
    if (!document) return;
    this.#closed.delete(location);
    this.#read.remove(document);
  }

  #rest(document: ManifestDocument): void {
    document.rest();
    const model = this.#pipelines.get(document.location);
    if (model?.document === document) model.rest();
  }
}

function valuesOrFault(text: string, location: string): PythonValue | ManifestFault {
  try {
    return parseParamValues(text, location);
  } catch (error) {
    if (error instanceof ManifestFault) return error;
    throw error;
  }
}
