import type { ServerResponse } from 'node:http';
import { basename } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import { RequestRefused } from '../../http/request-refused.ts';
import { safeArtifactPath } from '../../tracking/artifact-path.ts';
import { artifactUriPath } from '../../tracking/artifact-uri.ts';
import { listed } from '../../tracking/mlflow-json.ts';
import { invalidParameter } from '../errors.ts';
import { optionalString, requiredRunId } from '../fields.ts';
import { json, type Route, type Services, stream } from '../route.ts';

const proxy = 'api/2.0/mlflow-artifacts/artifacts';

export const artifactRoutes: Route[] = [
  json('GET', 'api/2.0/mlflow/artifacts/list', async ({ tracker, artifacts }, { fields }) => {
    const { artifactUri } = (await tracker.getRun(requiredRunId(fields))).info;
    return listArtifacts(artifacts, artifactUri, optionalString(fields, 'path') ?? '');
  }),
  json('GET', proxy, async ({ artifacts }, { fields }) => {
    const entries = await artifacts.listFolder(safeArtifactPath(optionalString(fields, 'path') ?? ''));
    return listed(
      'files',
      entries.map(({ path, isDir, size }) => fileInfo(basename(path), isDir, size)),
    );
  }),
  stream('GET', `${proxy}/{path...}`, async (services, { path }, _request, response) => {
    await download(services, safeArtifactPath(path.path ?? ''), response);
  }),
  // Where MLflow's own pages link to.
  stream('GET', 'get-artifact', async (services, { query }, _request, response) => {
    const path = safeArtifactPath(query.get('path') ?? '');
    const run = await services.tracker.getRun(query.get('run_id') ?? '');
    await download(services, pathBelow(run.info.artifactUri, path), response);
  }),
  stream('PUT', `${proxy}/{path...}`, async ({ artifacts, patience }, { path }, request, response) => {
    const name = safeArtifactPath(path.path ?? '');
    request.setTimeout(patience.idleTransferMs, () =>
      request.destroy(new RequestRefused(408, `Nothing arrived for ${patience.idleTransferMs / 1000} s.`)),
    );
    await artifacts.write(name, request);
    sendEmpty(response);
  }),
  stream('DELETE', `${proxy}/{path...}`, async ({ artifacts }, { path }, _request, response) => {
    await artifacts.remove(safeArtifactPath(path.path ?? ''));
    sendEmpty(response);
  }),
];

/** The path below the artifact root of `path` in the folder that `root` (an `mlflow-artifacts:/…` URI) names. */
function pathBelow(root: string, path: string): string {
  const rootPath = artifactUriPath(root);
  if (rootPath === null) throw invalidParameter(`Artifacts at '${root}' are not served from here.`);
  const safe = safeArtifactPath(path);
  return safe === '' ? rootPath : `${rootPath}/${safe}`;
}

/** The files below `root` (an `mlflow-artifacts:/…` URI) in folder `path`, as a run or model shows them. */
export async function listArtifacts(
  artifacts: Services['artifacts'],
  root: string,
  path: string,
): Promise<object> {
  const rootPath = pathBelow(root, '');
  const entries = await artifacts.listFolder(pathBelow(root, path));
  return {
    root_uri: root,
    ...listed(
      'files',
      entries.map((entry) => fileInfo(entry.path.slice(rootPath.length + 1), entry.isDir, entry.size)),
    ),
  };
}

/** Sends a file; a client that goes away ends it, for there is nobody left to tell. */
async function download(
  { artifacts, patience }: Services,
  path: string,
  response: ServerResponse,
): Promise<void> {
  const { bytes, stream: content } = await artifacts.open(path);
  response.writeHead(200, attachmentHeaders(basename(path), bytes));
  response.setTimeout(patience.idleTransferMs, () => response.destroy());
  await pipeline(content, response).catch(() => response.destroy());
}

function fileInfo(path: string, isDir: boolean, size: number | null): object {
  return { path, is_dir: isDir, ...(size === null ? {} : { file_size: size }) };
}

/** Never shown in a browser as a page of this server, whatever the file holds. */
function attachmentHeaders(name: string, bytes: number): Record<string, string | number> {
  return {
    'content-type': 'application/octet-stream',
    'content-length': bytes,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  };
}

function sendEmpty(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 });
  response.end('{}');
}
