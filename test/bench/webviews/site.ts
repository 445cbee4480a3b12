import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { webviewHtml } from '../../../client/host/panels/webview-html.ts';
import { type ThemeName, theme } from './themes.ts';

const root = new URL('../../../', import.meta.url).pathname;
const nonce = 'fixed-for-tests';
const types: Record<string, string> = {
  js: 'text/javascript',
  css: 'text/css',
  ttf: 'font/ttf',
  map: 'application/json',
};

export interface Site extends AsyncDisposable {
  /** Address of a view over made-up data: see `fake-host.ts` for the parameters. */
  address(view: string, themeName: ThemeName, parameters?: Record<string, string | number>): string;
}

/** Serves the built views (`npm run build`) as their panels would, under the same content security policy. */
export async function startSite(): Promise<Site> {
  const page = await bundlePage();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, folder = '', name = ''] = url.pathname.split('/');
    const send = (type: string, body: string | Uint8Array) => {
      response.setHeader('content-type', type);
      response.end(body);
    };
    try {
      if (folder === 'view')
        return send('text/html', viewPage(name, url.searchParams.get('theme') as ThemeName));
      if (folder === 'page') return send('text/javascript', page.get(name) ?? '');
      const file = await readFile(`${root}dist/webviews/${name}`);
      send(types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', file);
    } catch (error) {
      response.statusCode = 404;
      response.end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (view, themeName, parameters = {}) => {
      const query = new URLSearchParams({ view, theme: themeName });
      for (const [key, value] of Object.entries(parameters)) query.set(key, String(value));
      return `http://127.0.0.1:${port}/view/${view}?${query}`;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A panel's page with two additions: the theme that VS Code injects, and the other end of the line. */
function viewPage(view: string, themeName: ThemeName): string {
  const { bodyClass, properties } = theme(themeName);
  const declarations = Object.entries(properties).map(([key, value]) => `${key}:${value};`);
  return (
    webviewHtml({
      title: view,
      language: 'en',
      nonce,
      source: "'self'",
      script: `/dist/${view}.js`,
      codicons: '/dist/codicon.css',
      worker: true,
    })
      // The other end of the line is a worker too.
      .replace('worker-src blob:', "worker-src 'self' blob:")
      .replace(
        '</head>',
        `<style nonce="${nonce}">html{${declarations.join('')}}
body{background:var(--vscode-editor-background);color:var(--vscode-editor-foreground)}</style></head>`,
      )
      .replace(
        '<body>',
        `<body class="${bodyClass}"><script nonce="${nonce}" src="/page/bridge.js"></script>`,
      )
  );
}

async function bundlePage(): Promise<Map<string, string>> {
  const folder = `${root}test/bench/webviews/page/`;
  const { outputFiles } = await build({
    entryPoints: [`${folder}bridge.ts`, `${folder}fake-host.ts`],
    alias: { vscode: `${folder}vscode-stub.ts` },
    bundle: true,
    write: false,
    outdir: folder,
    format: 'esm',
  });
  return new Map(outputFiles.map((file) => [file.path.slice(folder.length), file.text]));
}
