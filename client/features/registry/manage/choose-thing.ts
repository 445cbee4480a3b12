import type { RunnerConnection } from '../../../host/runner/connection.ts';
import { chooseVersion } from '../choose-version.ts';
import type { Models } from '../models.ts';
import { isNode } from '../nodes.ts';

/** A model or one of its versions, for what can be done to both. */
export interface ChangedThing {
  runner: RunnerConnection;
  model: string;
  /** Null: the model itself. */
  version: string | null;
  description: string;
  tags: Record<string, string>;
  /** For titles. */
  label: string;
}

/** The model or version that a row passed; else a version that a person picks. @throws CancellationError where none is picked */
export async function chooseThing(models: Models, passed: unknown, title: string): Promise<ChangedThing> {
  if (isNode(passed) && passed.kind === 'model') {
    const { name, description, tags } = passed.model;
    const runner = models.host.runners.expect(passed.folder);
    return { runner, model: name, version: null, description, tags, label: name };
  }
  const { runner, version: view } = await chooseVersion(models, passed, title);
  const { model, version, description, tags } = view;
  return { runner, model, version, description, tags, label: `${model} ${version}` };
}
