import schema from '../../../schemas/manifests/data.schema.json' with { type: 'json' };
import { ManifestSchema } from './manifest-schema.ts';

/** Of `*.data.yaml`. */
export const dataSchema = new ManifestSchema(schema);
