import { readFileSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, sep } from 'node:path';
import type { ManifestOffer } from '../../schemas/protocol/manifest-makers.ts';
import { decodeMetricValue, type Run } from '../../schemas/protocol/tracking.ts';
import { UserError } from '../core/user-error.ts';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import { namesIn } from '../language/workspace/workspace-manifest.ts';
import { namedTensors, readMlmodel } from '../registry/mlmodel.ts';
import type { TrackerSet } from '../tracking/tracker-set.ts';
import { FileContents } from '../workspace-facts/file-contents.ts';
import { openFolder } from '../workspace-facts/open-folder.ts';
import { contractText } from './contract-text.ts';
import { findModel } from './find-model.ts';
import { freeFile, slug } from './free-file.ts';
import { type ModelFacts, modelText } from './model-text.ts';

const nothingFound =
  'The run has neither an ONNX file nor a model that MLflow logged: "artifact" and "signature" are yours to fill in.';
const noSignature = 'The model says nothing of what it takes and gives: "signature" is yours to fill in.';
const evaluates = /^(?:eval|evaluate|evaluation|test|validate)(?:$|[_@-])/i;

/** Manifests from what is there already. Nothing is written: a person looks first. */
export class ManifestMakers {
  readonly #folder: string;
  readonly #trackers: TrackerSet;

  constructor(folder: string, trackers: TrackerSet) {
    this.#folder = folder;
    this.#trackers = trackers;
  }

  /** @throws TrackingError for a run that is not there */
  async model({ tracker, runId }: { tracker?: string; runId: string }): Promise<ManifestOffer> {
    const { tracker: runs, artifacts } = await this.#trackers.get(tracker ?? '');
    const run = await runs.getRun(runId);
    const experiment = await runs.getExperiment(run.info.experimentId);
    const wanted = experiment.name === 'Default' ? basename(this.#folder) : experiment.name;
    const { name, file } = freeFile(this.#folder, slug(wanted, 'model'), '.model.yaml');
    const found = await findModel(artifacts, runId);
    const signature = found === null ? null : signatureIn(await artifacts.locate(runId, found.path));
    const { folder } = openFolder(this.#folder);
    const text = modelText({
      name,
      runName: run.info.runName,
      runId,
      artifact: found?.artifact ?? 'model.onnx',
      signature,
      metrics: new Map(run.metrics.map(({ key, value }) => [key, decodeMetricValue(value)])),
      data: this.#dataOf(run, folder),
      stage: evaluatingStage(folder),
      target: namesIn(folder, 'targets')?.[0] ?? null,
    });
    return { file, text, notes: found === null ? [nothingFound] : signature === null ? [noSignature] : [] };
  }

  /** @throws UserError `SLW-MANIFEST-COLUMNS` for a file whose columns cannot be read */
  contract({ file: data }: { file: string }): ManifestOffer {
    const columns = new FileContents(this.#folder).columns(data);
    if (columns.state !== 'known')
      throw new UserError(
        'SLW-MANIFEST-COLUMNS',
        `The columns of ${basename(data)} cannot be read.`,
        'Expected CSV or TSV with a first row of names, JSON lines, or Parquet.',
      );
    const { name, file } = freeFile(this.#folder, slug(basename(data, extname(data)), 'data'), '.data.yaml');
    const path = relative(this.#folder, data).split(sep).join('/');
    return { file, text: contractText({ name, path, columns: columns.value }), notes: [] };
  }

  #dataOf(run: Run, folder: WorkspaceFolder): ModelFacts['data'] {
    const contracts = folder.documentsOf('data').map(({ location }) => location);
    const [contract] = contracts.length === 1 ? contracts : [];
    const train = this.#dataset(run, /^train/i, folder);
    const evaluation = this.#dataset(run, /^(?:eval|test|valid)/i, folder);
    return { ...(contract && { contract }), ...(train && { train }), ...(evaluation && { evaluation }) };
  }

  /** A data set that the run logged with this context, where it is a file of the folder. */
  #dataset({ inputs }: Run, context: RegExp, folder: WorkspaceFolder): string | null {
    for (const { source, tags } of inputs) {
      if (!context.test(tags['mlflow.data.context'] ?? '')) continue;
      const location = this.#locationOf(source);
      if (location !== null && folder.fileKind(location).state === 'known') return location;
    }
    return null;
  }

  /** MLflow keeps a data set's source as JSON, with its URI in it. */
  #locationOf(source: string): string | null {
    const uri = /"(?:uri|url|path)"\s*:\s*"([^"]+)"/.exec(source)?.[1];
    if (uri === undefined) return null;
    const path = uri.replace(/^file:\/\//, '');
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return null;
    const below = relative(this.#folder, isAbsolute(path) ? path : join(this.#folder, path));
    return below === '' || below.startsWith('..') || isAbsolute(below) ? null : below.split(sep).join('/');
  }
}

/** Of an ONNX file, or of what MLflow wrote beside a model; null where that does not say. */
function signatureIn(file: string): ModelFacts['signature'] {
  if (file.toLowerCase().endsWith('.onnx')) {
    const graph = new FileContents('/').modelGraph(file);
    return graph.state === 'known' ? graph.value : null;
  }
  const written = readMlmodel(readFileSync(file, 'utf8'));
  if (!written?.inputs?.length || !written.outputs?.length) return null;
  return { inputs: namedTensors(written.inputs, 'input'), outputs: namedTensors(written.outputs, 'output') };
}

function evaluatingStage(folder: WorkspaceFolder): string | null {
  const stages = folder.pipelines().flatMap((pipeline) => pipeline.paths);
  return stages.find(({ name }) => evaluates.test(name))?.address ?? null;
}
