import { json, type Route, stream } from '../route.ts';

/**
 * The MLflow version whose behaviour this server follows: 3.x clients ask, and 2.x clients do not mind.
 */
const mlflowVersion = '3.18.0';

function text(body: string): Parameters<typeof stream>[2] {
  return async (_services, _call, _request, response) => {
    response.writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    response.end(body);
  };
}

export const serverRoutes: Route[] = [
  stream('GET', 'health', text('OK')),
  stream('GET', 'version', text(mlflowVersion)),
  json('GET', 'api/3.0/mlflow/server-info', async () => ({
    store_type: 'SqlStore',
    workspaces_enabled: false,
    trace_archival_enabled: false,
    multipart_uploads_enabled: false,
    multipart_downloads_enabled: false,
  })),
];
