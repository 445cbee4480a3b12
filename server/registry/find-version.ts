import { UserError } from '../core/user-error.ts';
import { TrackingError } from '../tracking/tracker.ts';
import type { ModelVersion, Registry } from './registry.ts';

/**
 * The version that a person named.
 * @param selector a number, or `@alias`; `@latest` is the newest
 * @throws UserError `SLW-MODEL-UNKNOWN`, `SLW-VERSION-UNKNOWN`, with what there is instead
 */
export async function findVersion(
  registry: Registry,
  model: string,
  selector: string,
): Promise<ModelVersion> {
  try {
    return selector.startsWith('@')
      ? await registry.getVersionByAlias(model, selector.slice(1))
      : await registry.getVersion(model, selector);
  } catch (error) {
    const isMissing = error instanceof TrackingError && missing.has(error.code);
    throw isMissing ? await notFound(registry, model, selector) : error;
  }
}

/** MLflow's codes, of which an alias that is not there has another than a version. */
const missing: ReadonlySet<string> = new Set(['RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE']);

async function notFound(registry: Registry, model: string, selector: string): Promise<UserError> {
  const known = await registry.getModel(model).catch(() => null);
  const register = `slipway models register RUN ${model}, or Register Model… on a run in the editor`;
  if (known === null)
    return new UserError(
      'SLW-MODEL-UNKNOWN',
      `No model ${model} is registered in this workspace.`,
      `Register the model of a run: ${register}.`,
    );
  const newest = known.latestVersions.map(({ version }) => Number(version)).sort((a, b) => b - a)[0];
  if (newest === undefined)
    return new UserError('SLW-VERSION-UNKNOWN', `${model} has no version.`, `Register one: ${register}.`);
  const aliases = known.aliases.map(({ alias, version }) => `@${alias} (${version})`).join(', ');
  return new UserError(
    'SLW-VERSION-UNKNOWN',
    selector.startsWith('@') ? `${model} has no alias ${selector}.` : `${model} has no version ${selector}.`,
    `Its newest version is ${newest}${aliases === '' ? '' : `, its aliases are ${aliases}`}.`,
  );
}
