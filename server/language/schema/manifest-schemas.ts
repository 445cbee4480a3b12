import data from '../../../schemas/manifests/data.schema.json' with { type: 'json' };
import pipeline from '../../../schemas/manifests/dvc.schema.json' with { type: 'json' };
import { ManifestSchema } from '../../manifests/schema/manifest-schema.ts';
import { modelSchema } from '../../manifests/schema/model-schema.ts';
import { workspaceSchema } from '../../manifests/schema/workspace-schema.ts';
import type { ManifestKind } from '../workspace/manifest-kind.ts';

const schemas: Partial<Record<ManifestKind, ManifestSchema>> = {
  pipeline: new ManifestSchema(pipeline),
  workspace: workspaceSchema,
  model: modelSchema,
  data: new ManifestSchema(data),
};

/** Kinds of manifests that have a schema. */
export const kindsWithSchema = Object.keys(schemas) as ManifestKind[];

/** Null for a kind whose files may hold anything. */
export function manifestSchemaOf(kind: ManifestKind): ManifestSchema | null {
  return schemas[kind] ?? null;
}
