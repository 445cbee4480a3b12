import schema from '../../../schemas/manifests/slipway.schema.json' with { type: 'json' };
import { ManifestSchema } from './manifest-schema.ts';

/** Of slipway.yaml. */
export const workspaceSchema = new ManifestSchema(schema);
