/** Language servers over stdio, ours and yaml-language-server, asked for the diagnostics of one dvc.yaml. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { run } from '../../bed/command.ts';
import { once } from '../../bed/once.ts';
import { cache, repository } from '../../bed/paths.ts';
import { versions } from '../../bed/versions.ts';

export const peerName = `yaml-language-server ${versions.yamlLanguageServer}`;
const peerDebounceMs = 200;
const linesOfStage = 10;

export interface Edit {
  line: number;
  character: number;
  /** Letters that go. */
  removed: number;
  text: string;
}

export class LanguageServer {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly uri: string;
  /** Its own wait after an edit, which is taken off what is measured. */
  readonly debounceMs: number;
  /** Resolves once the diagnostics after an edit are there. */
  readonly #diagnosed: (edit: () => Promise<void>) => Promise<void>;
  #version = 1;

  constructor(parts: {
    child: ChildProcess;
    connection: ProtocolConnection;
    uri: string;
    debounceMs: number;
    diagnosed: (edit: () => Promise<void>) => Promise<void>;
  }) {
    this.child = parts.child;
    this.connection = parts.connection;
    this.uri = parts.uri;
    this.debounceMs = parts.debounceMs;
    this.#diagnosed = parts.diagnosed;
  }

  /** Milliseconds until the diagnostics of a text that was just opened are there. */
  open(text: string): Promise<number> {
    this.#version = 1;
    const textDocument = { uri: this.uri, languageId: 'yaml', version: 1, text };
    return this.#timed(() => this.connection.sendNotification('textDocument/didOpen', { textDocument }));
  }

  close(): Promise<void> {
    return this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri } });
  }

  /** Milliseconds from the edit to its diagnostics. */
  edit({ line, character, removed, text }: Edit): Promise<number> {
    this.#version += 1;
    const range = { start: { line, character }, end: { line, character: character + removed } };
    return this.#timed(() =>
      this.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: this.uri, version: this.#version },
        contentChanges: [{ range, text }],
      }),
    );
  }

  stop(): void {
    this.connection.dispose();
    this.child.kill();
  }

  async #timed(action: () => Promise<void>): Promise<number> {
    const start = performance.now();
    await this.#diagnosed(action);
    return performance.now() - start - this.debounceMs;
  }
}

/** Ours, asked by pull. */
export async function ourServer(folder: string): Promise<LanguageServer> {
  const { child, connection } = start([join(repository, 'dist/server/lsp.cjs'), '--stdio']);
  await initialize(connection, folder, { textDocument: { diagnostic: {} } });
  const uri = pathToFileURL(join(folder, 'dvc.yaml')).href;
  const diagnosed = async (edit: () => Promise<void>) => {
    await edit();
    await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  };
  return new LanguageServer({ child, connection, uri, debounceMs: 0, diagnosed });
}

/** The peer with our schema of dvc.yaml; it pushes, 200 ms after an edit. */
export async function peerServer(folder: string): Promise<LanguageServer> {
  const { child, connection } = start([
    join(await installPeer(), 'node_modules/yaml-language-server/bin/yaml-language-server'),
    '--stdio',
  ]);
  const schema = pathToFileURL(join(repository, 'schemas/manifests/dvc.schema.json')).href;
  connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
    items.map(({ section }) =>
      section === 'yaml'
        ? { validate: true, schemas: { [schema]: ['dvc.yaml'] }, maxItemsComputed: 1e6 }
        : {},
    ),
  );
  connection.onRequest('client/registerCapability', () => null);
  const uri = pathToFileURL(join(folder, 'dvc.yaml')).href;
  let told: (() => void) | null = null;
  connection.onNotification('textDocument/publishDiagnostics', (published: PublishDiagnosticsParams) => {
    if (published.uri === uri) told?.();
  });
  await initialize(connection, folder, { workspace: { configuration: true } });
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  const diagnosed = async (edit: () => Promise<void>) => {
    const done = new Promise<void>((resolve) => {
      told = resolve;
    });
    await edit();
    await done;
  };
  return new LanguageServer({ child, connection, uri, debounceMs: peerDebounceMs, diagnosed });
}

function installPeer(): Promise<string> {
  return once(join(cache, `yaml-language-server-${versions.yamlLanguageServer}`), async (building) => {
    const dependencies = { 'yaml-language-server': versions.yamlLanguageServer };
    await writeFile(join(building, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: building });
  });
}

function start(args: string[]): { child: ChildProcess; connection: ProtocolConnection } {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  return { child, connection };
}

async function initialize(
  connection: ProtocolConnection,
  folder: string,
  capabilities: object,
): Promise<void> {
  const root = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'bench' }],
    capabilities,
  });
  await connection.sendNotification('initialized', {});
}

/** A dvc.yaml of so many lines, a chain of stages of ten lines each. */
export function pipelineOf(lines: number): string {
  const stages = Array.from({ length: lines / linesOfStage }, (_, index) =>
    [
      `  stage${index}:`,
      `    cmd: python stage${index}.py \${lr}`,
      '    desc: what it does',
      '    deps:',
      `      - ${index > 0 ? `out${index - 1}.csv` : 'params.yaml'}`,
      '    params:',
      '      - lr',
      '    outs:',
      `      - out${index}.csv`,
      '    frozen: false',
      '',
    ].join('\n'),
  );
  return `stages:\n${stages.join('')}`;
}

/** Lines whose end an edit goes to, one after another all over the text. */
export function* placesIn(text: string): Generator<{ line: number; character: number }> {
  const lines = text.split('\n');
  const places = lines.flatMap((line, index) => (line.includes('desc:') ? [index] : []));
  for (let turn = 0; ; turn++) {
    const line = places[(turn * 7) % places.length] ?? 0;
    const character = lines[line]?.length ?? 0;
    lines[line] += 'x';
    yield { line, character };
  }
}
