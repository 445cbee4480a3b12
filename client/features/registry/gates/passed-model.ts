import type { Models } from '../models.ts';
import { isNode, type ModelNode, type VersionNode } from '../nodes.ts';

/** What the lens over a manifest passes. */
export interface ModelRef {
  folder: string;
  model: string;
}

/** A lens's model, or the version that a row of a report is of, as the row that commands take; null for anything else. */
export function passedModel(models: Models, passed: unknown): ModelNode | VersionNode | null {
  if (isNode(passed)) return passed.kind === 'gates' ? passed.of : null;
  if (!isModelRef(passed)) return null;
  const runner = models.host.runners.expect(passed.folder);
  const model = models.of(runner).models.find(({ name }) => name === passed.model);
  return model ? { kind: 'model', folder: passed.folder, model } : null;
}

function isModelRef(value: unknown): value is ModelRef {
  return typeof value === 'object' && value !== null && 'model' in value && typeof value.model === 'string';
}
