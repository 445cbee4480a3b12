/**
 * From an edit of one letter within a stage to the diagnostics of a dvc.yaml, over stdio, beside yaml-language-server on the same
 * text and the same schema. Ours is asked by pull; the other pushes, 200 ms after the edit by its own debounce, which is taken off.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import { percentile, report } from '../figures.ts';

const linesOfStage = 10;
const warmUp = 20;
const peerDebounceMs = 200;
/** Lines -> what is asked of us there, in milliseconds at the 95th percentile, and how many edits are measured. */
const sizes = [
  { lines: 100, target: '<= 2', edits: 200 },
  { lines: 1_000, target: '<= 8', edits: 200 },
  { lines: 10_000, target: '<= 15', edits: 100 },
] as const;

interface Server {
  child: ChildProcess;
  connection: ProtocolConnection;
  /** Resolves once the diagnostics after an edit are there. */
  diagnosed(edit: () => Promise<void>): Promise<void>;
  debounceMs: number;
}

const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
const uri = pathToFileURL(join(folder, 'dvc.yaml')).href;
try {
  await writeFile(join(folder, 'params.yaml'), 'lr: 0.1\n');
  for (const { lines, target, edits } of sizes) {
    const ours = percentile(await measure(await ourServer(), lines, edits), 95);
    const theirs = percentile(await measure(await peerServer(), lines, Math.min(edits, 40)), 95);
    report({
      figure: `language.diagnostics.${lines}.p95`,
      value: ours,
      unit: 'ms',
      target,
      peer: { name: `yaml-language-server ${versions.yamlLanguageServer}`, value: theirs },
    });
    if (lines === 10_000)
      report({
        figure: `language.diagnostics.${lines}.ratio`,
        value: ours,
        unit: 'ms',
        target: 'ratio <= 0.1',
        peer: { name: 'yaml-language-server', value: theirs },
      });
  }
  const mergeKeys = `base: &base {cmd: x, desc: y}\nstages:\n${Array.from({ length: 1_000 }, (_, index) => `  s${index}:\n    <<: *base\n`).join('')}`;
  const [first = Number.NaN] = await measureText(await ourServer(), mergeKeys, 1);
  report({ figure: 'language.diagnostics.mergeKeys', value: first, unit: 'ms', target: '< 20' });
} finally {
  await rm(folder, { recursive: true, force: true });
}

function pipelineOf(lines: number): string {
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

function measure(server: Server, lines: number, edits: number): Promise<number[]> {
  return measureText(server, pipelineOf(lines), edits);
}

/** Milliseconds of each edit, its debounce taken off; the server is stopped at the end. */
async function measureText(server: Server, text: string, edits: number): Promise<number[]> {
  const { connection, child, diagnosed, debounceMs } = server;
  const times: number[] = [];
  try {
    await diagnosed(() =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: 1, text },
      }),
    );
    const lines = text.split('\n');
    const places = lines.flatMap((line, index) => (line.includes('desc:') ? [index] : []));
    for (let turn = 0; turn < edits + warmUp; turn++) {
      const line = places[(turn * 7) % places.length] ?? 0;
      const at = { line, character: lines[line]?.length ?? 0 };
      lines[line] += 'x';
      const start = performance.now();
      await diagnosed(() =>
        connection.sendNotification('textDocument/didChange', {
          textDocument: { uri, version: turn + 2 },
          contentChanges: [{ range: { start: at, end: at }, text: 'x' }],
        }),
      );
      if (turn >= warmUp) times.push(performance.now() - start - debounceMs);
    }
    return times;
  } finally {
    connection.dispose();
    child.kill();
  }
}

async function ourServer(): Promise<Server> {
  const { child, connection } = start([join(repository, 'dist/server/lsp.cjs'), '--stdio']);
  await initialize(connection, { textDocument: { diagnostic: {} } });
  return {
    child,
    connection,
    debounceMs: 0,
    async diagnosed(edit) {
      await edit();
      await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    },
  };
}

async function peerServer(): Promise<Server> {
  const home = await once(
    join(cache, `yaml-language-server-${versions.yamlLanguageServer}`),
    async (building) => {
      const dependencies = { 'yaml-language-server': versions.yamlLanguageServer };
      await writeFile(join(building, 'package.json'), JSON.stringify({ private: true, dependencies }));
      await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: building });
    },
  );
  const { child, connection } = start([
    join(home, 'node_modules/yaml-language-server/bin/yaml-language-server'),
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
  let told: (() => void) | null = null;
  connection.onNotification('textDocument/publishDiagnostics', (published: PublishDiagnosticsParams) => {
    if (published.uri === uri) told?.();
  });
  await initialize(connection, { workspace: { configuration: true } });
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  return {
    child,
    connection,
    debounceMs: peerDebounceMs,
    async diagnosed(edit) {
      const done = new Promise<void>((resolve) => {
        told = resolve;
      });
      await edit();
      await done;
    },
  };
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

async function initialize(connection: ProtocolConnection, capabilities: object): Promise<void> {
  const root = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'bench' }],
    capabilities,
  });
  await connection.sendNotification('initialized', {});
}
