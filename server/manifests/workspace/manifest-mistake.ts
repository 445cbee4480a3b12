/** `never-starts`: it waits for what does not come. `undefined-name`: nothing has that name. `refused`: it cannot be meant. */
export type MistakeKind = 'never-starts' | 'undefined-name' | 'refused';

/** What is wrong in a `slipway.yaml` beyond its schema. */
export interface ManifestMistake {
  kind: MistakeKind;
  /** Keys and indexes to the value that is wrong. */
  path: string[];
  message: string;
}
