import schema from '../../../schemas/manifests/model.schema.json' with { type: 'json' };
import { ManifestSchema } from './manifest-schema.ts';

/** Of `*.model.yaml`. */
export const modelSchema = new ManifestSchema(schema);
