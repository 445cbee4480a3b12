import type { LoggedModels } from '../tracking/logged-models.ts';
import type { ModelVersion } from './registry.ts';

const versionsTag = 'mlflow.modelVersions';

/** MLflow 3 lists a logged model's versions in one of its tags. */
export async function nameVersionOnModel(
  loggedModels: Pick<LoggedModels, 'get' | 'setTags'>,
  modelId: string,
  { name, version }: ModelVersion,
): Promise<void> {
  const { tags } = await loggedModels.get(modelId, 'active');
  const known: unknown = JSON.parse(tags[versionsTag] ?? '[]');
  const versions = [...(Array.isArray(known) ? known : []), { name, version: Number(version) }];
  await loggedModels.setTags(modelId, { [versionsTag]: JSON.stringify(versions) });
}
