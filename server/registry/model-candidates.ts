import type { ModelCandidate } from '../../schemas/protocol/registry.ts';
import { artifactUriPath } from '../tracking/artifact-uri.ts';
import type { LoggedModels } from '../tracking/logged-models.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { descriptionFile, readDescription } from './model-facts.ts';
import type { ModelFile, ModelFiles } from './model-files.ts';

/** Endings of files that are a model by themselves. */
const modelEndings = [
  '.onnx',
  '.safetensors',
  '.pt',
  '.pth',
  '.pkl',
  '.joblib',
  '.keras',
  '.h5',
  '.ubj',
  '.cbm',
];

export interface CandidatePlaces {
  tracker: Tracker;
  loggedModels: Pick<LoggedModels, 'get' | 'runModels'>;
  files: ModelFiles;
}

/** A candidate and where its files lie, from the root of all artifacts. */
export type PlacedCandidate = ModelCandidate & { place: string };

/** The models of a run: those that MLflow logged as such, then folders and files among its artifacts that are models. */
export async function modelCandidates(
  { tracker, loggedModels, files }: CandidatePlaces,
  runId: string,
): Promise<PlacedCandidate[]> {
  const found: PlacedCandidate[] = [];
  const outputs = (await loggedModels.runModels([runId])).get(runId)?.outputs ?? [];
  for (const { modelId } of outputs) {
    const model = await loggedModels.get(modelId, 'all');
    const place = artifactUriPath(model.artifactLocation);
    if (place === null || model.lifecycleStage !== 'active') continue;
    found.push({ ...(await candidateAt(files, place, await files.at(place))), path: model.name, modelId });
  }
  const root = artifactUriPath((await tracker.getRun(runId)).info.artifactUri);
  if (root === null) return found;
  const all = await files.at(root);
  for (const folder of modelFolders(all)) {
    const place = folder === '' ? root : `${root}/${folder}`;
    const own = all.filter(({ path }) => isBelow(path, folder)).map((file) => below(file, folder));
    found.push({ ...(await candidateAt(files, place, own)), path: folder, modelId: null });
  }
  const folders = modelFolders(all);
  for (const { path, place, bytes } of all) {
    if (folders.some((folder) => isBelow(path, folder)) || !isModelFile(path)) continue;
    const flavors = path.toLowerCase().endsWith('.onnx') ? ['onnx'] : [];
    found.push({ path, place, bytes, flavors, modelId: null });
  }
  return found;
}

async function candidateAt(
  files: ModelFiles,
  place: string,
  own: readonly ModelFile[],
): Promise<Omit<PlacedCandidate, 'path' | 'modelId'>> {
  const description = own.find(({ path }) => path === descriptionFile);
  const flavors = description ? (readDescription(await files.text(description))?.flavors ?? []) : [];
  return { place, flavors, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** The outermost folders with MLflow's description in them; '' is the root. */
function modelFolders(all: readonly ModelFile[]): string[] {
  const described = all
    .filter(({ path }) => path === descriptionFile || path.endsWith(`/${descriptionFile}`))
    .map(({ path }) => path.slice(0, Math.max(0, path.length - descriptionFile.length - 1)));
  return described.filter((folder) => !described.some((other) => other !== folder && isBelow(folder, other)));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

function below(file: ModelFile, folder: string): ModelFile {
  return folder === '' ? file : { ...file, path: file.path.slice(folder.length + 1) };
}

function isModelFile(path: string): boolean {
  const lower = path.toLowerCase();
  return modelEndings.some((ending) => lower.endsWith(ending));
}
