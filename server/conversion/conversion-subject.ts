import { dirname } from 'node:path';
import type { ConversionSource } from '../../schemas/protocol/conversion.ts';
import { digestOf } from '../candidates/digest.ts';
import { UserError } from '../core/user-error.ts';
import { findVersion } from '../registry/find-version.ts';
import { modelCandidates } from '../registry/model-candidates.ts';
import { descriptionFile, readDescription } from '../registry/model-facts.ts';
import type { ModelFile, ModelFiles } from '../registry/model-files.ts';
import type { Registry } from '../registry/registry.ts';
import type { LoggedModels } from '../tracking/logged-models.ts';
import { type Tracker, TrackingError } from '../tracking/tracker.ts';
import { type ConvertibleFlavor, convertibleFlavors } from './required-packages.ts';

/** A model that can be converted, with where it comes from and where its conversion goes. */
export interface ConversionSubject {
  /** For a person. */
  origin: string;
  /** As a command line names it. */
  word: string;
  /** `models:/<model>/<version>`, or `runs:/<run>/<path>`. */
  uri: string;
  /** Absolute, with an MLmodel file; to be read only. */
  folder: string;
  flavor: ConvertibleFlavor;
  bytes: number;
  digest: string;
  runName: string | null;
  experimentName: string | null;
  /** The registered model that the conversion becomes a version of. */
  registersAs: string | null;
}

export interface SubjectSite {
  registry: Registry;
  files: ModelFiles;
  tracker: Tracker;
  loggedModels: LoggedModels;
}

type Found = Pick<ConversionSubject, 'origin' | 'word' | 'uri' | 'registersAs'> & {
  files: ModelFile[];
  runId: string | null;
};

/**
 * Finds a source's files; executes nothing.
 * @throws UserError `SLW-CONVERT-…` that says why it cannot be converted, TrackingError where there is no such version or run
 */
export async function conversionSubject(
  site: SubjectSite,
  source: ConversionSource,
): Promise<ConversionSubject> {
  const found = source.kind === 'version' ? await versionModel(site, source) : await runModel(site, source);
  const description = found.files.find(({ path }) => path === descriptionFile);
  if (description === undefined)
    throw new UserError(
      'SLW-CONVERT-NO-MLMODEL',
      `${found.origin} was not logged by MLflow: it has no ${descriptionFile} file, which says how it is loaded.`,
      'Log it with mlflow.<flavor>.log_model, for example mlflow.sklearn.log_model.',
    );
  const flavors = readDescription(await site.files.text(description))?.flavors ?? [];
  const folder = dirname(await site.files.local(description));
  const { files, runId, ...named } = found;
  return {
    ...named,
    folder,
    flavor: convertible(found.origin, flavors),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    digest: (await digestOf(folder)).sha256,
    ...(await runOf(site.tracker, runId)),
  };
}

async function versionModel(
  { registry, files }: SubjectSite,
  { model, version: selector }: Extract<ConversionSource, { kind: 'version' }>,
): Promise<Found> {
  const { version, runId } = await findVersion(registry, model, selector);
  const own = await files.ofVersion(model, version);
  const origin = `${model} ${version}`;
  if (own === null)
    throw new UserError(
      'SLW-CONVERT-ELSEWHERE',
      `The files of ${origin} do not lie with the runs of this folder.`,
      'Register the model from a run of this workspace, or import the run first.',
    );
  return {
    origin,
    word: `${model}:${version}`,
    uri: `models:/${model}/${version}`,
    files: own,
    runId: runId || null,
    registersAs: model,
  };
}

async function runModel(
  site: SubjectSite,
  { runId, path, model }: Extract<ConversionSource, { kind: 'run' }>,
): Promise<Found> {
  const { info } = await site.tracker.getRun(runId);
  const models = (await modelCandidates(site, runId)).filter(
    (one) => (path === null || one.path === path) && (path !== null || one.flavors.some(isConvertible)),
  );
  const [candidate, another] = models;
  if (candidate === undefined)
    throw new UserError(
      'SLW-CONVERT-NO-MODEL',
      path === null
        ? `The run ${info.runName} has no model that can be converted (${convertibleFlavors.join(', ')}).`
        : `The run ${info.runName} has no model at "${path}".`,
      'Log one with mlflow.<flavor>.log_model, for example mlflow.sklearn.log_model.',
    );
  if (another !== undefined)
    throw new UserError(
      'SLW-CONVERT-MODELS',
      `The run ${info.runName} has several models: ${models.map((one) => one.path).join(', ')}.`,
      'Say which: --path PATH.',
    );
  return {
    origin: `${candidate.path || 'model'} of run ${info.runName}`,
    word: `--run ${runId}`,
    uri: `runs:/${runId}/${candidate.path}`,
    files: await site.files.at(candidate.place),
    runId,
    registersAs: model ?? (await registeredAs(site.registry, runId)),
  };
}

/** Null: as nothing, or as several. */
async function registeredAs(registry: Registry, runId: string): Promise<string | null> {
  const page = await registry.searchVersions({
    filter: `run_id = '${runId}'`,
    orderBy: [],
    maxResults: 100,
    pageToken: null,
  });
  const [only, ...others] = new Set(page.items.map(({ name }) => name));
  return only === undefined || others.length > 0 ? null : only;
}

async function runOf(
  tracker: Tracker,
  runId: string | null,
): Promise<Pick<ConversionSubject, 'runName' | 'experimentName'>> {
  if (runId === null) return { runName: null, experimentName: null };
  try {
    const { info } = await tracker.getRun(runId);
    return { runName: info.runName, experimentName: (await tracker.getExperiment(info.experimentId)).name };
  } catch (error) {
    if (!(error instanceof TrackingError) || error.code !== 'RESOURCE_DOES_NOT_EXIST') throw error;
    return { runName: null, experimentName: null };
  }
}

function isConvertible(flavor: string): flavor is ConvertibleFlavor {
  return (convertibleFlavors as readonly string[]).includes(flavor);
}

function convertible(origin: string, flavors: readonly string[]): ConvertibleFlavor {
  const flavor = convertibleFlavors.find((known) => flavors.includes(known));
  if (flavor) return flavor;
  if (flavors.includes('onnx'))
    throw new UserError('SLW-CONVERT-ONNX', `${origin} is an ONNX model already.`);
  throw new UserError(
    'SLW-CONVERT-FLAVOR',
    `${origin} is of ${flavors.join(', ') || 'no flavor that MLflow knows'}, and these can be converted: ${convertibleFlavors.join(', ')}.`,
    'Export it to ONNX in your own code, and log that with mlflow.onnx.log_model.',
  );
}
