import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { layNatives, thisPlatform } from './client/packaging/natives.ts';

const watch = process.argv.includes('--watch');
const shared = {
  bundle: true,
  minify: !watch,
  sourcemap: true,
  logLevel: 'warning',
  legalComments: 'linked',
};

/** Processes run under the Node of VS Code or of the machine; CommonJS loads fastest and needs no package.json. */
const processes = {
  ...shared,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // CommonJS has none: server/python/helpers-folder.ts asks for it.
  define: { 'import.meta.dirname': 'undefined' },
  supported: { 'dynamic-import': false },
};

/** What these processes load first of all is a file of its own: it comes out of Node's compile cache. */
const compiledOnce = {
  name: 'compiled-once',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(program|language-server)\.ts$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: path.replace(/ts$/, 'cjs'), external: true } : undefined,
    );
  },
};

/**
 * ONNX Runtime's JavaScript is small and goes into the bundle; its libraries cannot. Where they lie is told by who starts the
 * process (server/inference/onnx-runtime.ts).
 */
const onnxBinding = {
  name: 'onnx-binding',
  setup({ onLoad }) {
    onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace(
        /require\(`[^`]*onnxruntime_binding\.node`\)/,
        'require(process.env.SLIPWAY_ONNX_BINDING)',
      );
      if (contents === text) throw new Error(`${path} no longer loads its binding as expected here`);
      return { contents };
    });
  },
};

const present = (points) => Object.fromEntries(Object.entries(points).filter(([, file]) => existsSync(file)));
const names = async (folder) => (existsSync(folder) ? readdir(folder) : []);

const server = {
  ...processes,
  outdir: 'dist/server',
  entryPoints: present({
    ...Object.fromEntries((await names('server')).map((room) => [room, `server/${room}/main.ts`])),
    program: 'server/cli/program.ts',
    'parent-watch': 'server/model-host/parent-watch.ts',
    'language-server': 'server/lsp/language-server.ts',
  }),
  plugins: [compiledOnce, onnxBinding],
};
/** What a window's start can do without is a file of its own: the language client, and the protocol that talks to the runner. */
const loadedLate = {
  name: 'loaded-late',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/start\.ts$/ }, ({ importer, kind }) =>
      kind === 'dynamic-import' && /features[\\/]language[\\/]/.test(importer)
        ? { path: './language-client.cjs', external: true }
        : undefined,
    );
    onResolve({ filter: /^vscode-jsonrpc\/node$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './jsonrpc.cjs', external: true } : undefined,
    );
  },
};

/**
 * `vscode` is read once, name by name. Left to itself esbuild copies the whole of it for every file that imports it: 50 ms of a
 * window's start for a hundred files.
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'vscode', namespace: 'vscode-once' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'vscode-once' }, async () => {
      const types = await readFile('node_modules/@types/vscode/index.d.ts', 'utf8');
      const found = types.matchAll(
        /^\texport (?:abstract )?(?:class|enum|namespace|const|let|function) (\w+)/gm,
      );
      const names = [...new Set(Array.from(found, ([, name]) => name))];
      return { contents: `const { ${names} } = require('vscode');\nexport { ${names} };` };
    });
  },
};

const client = {
  ...processes,
  outdir: 'dist/client',
  entryPoints: {
    main: 'client/main.ts',
    'language-client': 'client/features/language/start.ts',
    jsonrpc: 'vscode-jsonrpc/node',
  },
  external: ['vscode'],
  plugins: [loadedLate, vscodeOnce],
};
/** Programs of workers that views start: one file each, for a worker from text can import nothing. */
const workers = {
  ...shared,
  platform: 'browser',
  target: 'es2023',
  format: 'iife',
  outdir: 'dist/webviews',
  entryPoints: present(
    Object.fromEntries(
      (await names('webviews')).map((view) => [`${view}-worker`, `webviews/${view}/worker.ts`]),
    ),
  ),
};
const views = {
  ...shared,
  platform: 'browser',
  target: 'es2023',
  format: 'esm',
  splitting: true,
  // Stylesheets are adopted by components: the content security policy allows no inline ones. Icons are drawn.
  loader: { '.css': 'text', '.svg': 'text' },
  outdir: 'dist/webviews',
  entryPoints: present(
    Object.fromEntries((await names('webviews')).map((view) => [view, `webviews/${view}/main.ts`])),
  ),
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist/server', { recursive: true });
if (existsSync('server/python/helpers'))
  await cp('server/python/helpers', 'dist/server/python', {
    recursive: true,
    filter: (path) => !path.includes('__pycache__'),
  });
for (const file of ['codicon.css', 'codicon.ttf'])
  await cp(`node_modules/@vscode/codicons/dist/${file}`, `dist/webviews/${file}`);
await layNatives(thisPlatform());
const targets = [server, client, views, workers].filter(
  (options) => Object.keys(options.entryPoints).length > 0,
);
for (const options of targets) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}

/** Names the folder that daemons run from (server/discovery/installation.ts): one for each content. */
const hash = createHash('sha256');
for (const entry of (await readdir('dist/server', { recursive: true, withFileTypes: true }))
  .filter((file) => file.isFile() && !file.name.endsWith('.map'))
  .map((file) => `${file.parentPath}/${file.name}`)
  .sort()) {
  hash.update(entry).update(await readFile(entry));
}
await writeFile('dist/server/build-id', hash.digest('hex').slice(0, 12));
