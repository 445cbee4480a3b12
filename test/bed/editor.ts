import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './command.ts';
import { program } from './debian.ts';
import { Missing } from './missing.ts';
import { once } from './once.ts';
import { cache } from './paths.ts';
import { versions } from './versions.ts';

/** A VS Code installation that serves its workbench to a browser. */
export type Editor = {
  /** The Node that it runs on. */
  node: string;
  /** code-server's entry: what a user starts. */
  codeServer: string;
  /** VS Code's own server inside it: takes tests into the extension host. */
  vscodeServer: string;
};

/** What the workbench loads natively; the first two come without a prebuilt binary. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog', 'node-pty', '@parcel/watcher'];

/** The editor of {@link versions}, installed into the cache on first use (about a minute). */
export async function installEditor(): Promise<Editor> {
  const platform = `${process.platform}-${process.arch}`;
  if (!['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].includes(platform)) {
    throw new Missing(`code-server has no build for ${platform}`);
  }
  const nodePackage = `node-${platform}`;
  const home = join(cache, `editor-${versions.codeServer}-${platform}-node-${versions.node}`);
  await once(home, (building) => install(building, nodePackage));
  const server = join(home, 'node_modules/code-server');
  return {
    node: join(home, 'node_modules', nodePackage, 'bin/node'),
    codeServer: join(server, 'out/node/entry.js'),
    vscodeServer: join(server, 'lib/vscode/out/server-main.js'),
  };
}

async function install(home: string, nodePackage: string): Promise<void> {
  console.log(`Installing code-server ${versions.codeServer} on Node ${versions.node}`);
  const dependencies = {
    'code-server': versions.codeServer,
    [nodePackage]: versions.node,
    'node-gyp': versions.nodeGyp,
  };
  await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const npmInstall = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', npmInstall, { cwd: home });
  const vscode = join(home, 'node_modules/code-server/lib/vscode');
  await run('npm', [...npmInstall, '--omit=dev'], { cwd: vscode });
  for (const name of nativeModules) await buildNative(home, nodePackage, join(vscode, 'node_modules', name));
}

/** Compiles a native module against the headers inside the Node package, unless its prebuilt binary loads. */
async function buildNative(home: string, nodePackage: string, folder: string): Promise<void> {
  const nodeHome = join(home, 'node_modules', nodePackage);
  const node = join(nodeHome, 'bin/node');
  const loads = () =>
    run(node, ['-e', `require(${JSON.stringify(folder)})`]).then(
      () => true,
      () => false,
    );
  if (await loads()) return;
  await program('g++', ['g++', 'make']);
  const nodeGyp = createRequire(join(home, 'package.json')).resolve('node-gyp/bin/node-gyp.js');
  await run(node, [nodeGyp, 'rebuild', `--nodedir=${nodeHome}`], { cwd: folder });
  if (!(await loads())) throw new Error(`${folder} was built and still does not load`);
}
