/** What a manifest can name. */
export type SymbolKind =
  | 'stage'
  | 'file'
  | 'param'
  | 'var'
  | 'item'
  | 'schedule'
  | 'target'
  | 'executor'
  | 'tracker'
  | 'model'
  | 'alias'
  | 'contract'
  | 'dataset'
  | 'field'
  | 'monitor'
  | 'gate'
  | 'check'
  | 'objective'
  | 'metric';

/** One thing that manifests name, wherever they do so. */
export interface ManifestSymbol {
  kind: SymbolKind;
  /**
   * Where the name is unique. `stage`: its dvc.yaml; `param`: its params file; `var`: its dvc.yaml, or `dvc.yaml:stage` for one
   * of a stage; `item` (what a group gives its members): `dvc.yaml:stage`; `alias`, `contract`, `dataset`, `field`, `monitor`, `gate`, `check`, `objective`, `metric`:
   * their manifest; all else: empty, for the whole workspace folder.
   */
  scope: string;
  /** `file`: location from the root of the workspace folder; `param`, `var`, `item`: dotted, `layers.0` in a list. */
  name: string;
}

/** The same text for the same symbol. */
export function symbolKey({ kind, scope, name }: ManifestSymbol): string {
  return `${kind}\0${scope}\0${name}`;
}

export function fileSymbol(location: string): ManifestSymbol {
  return { kind: 'file', scope: '', name: location };
}
