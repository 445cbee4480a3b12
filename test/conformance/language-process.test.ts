import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  createProtocolConnection,
  LSPErrorCodes,
  MessageType,
  type Position,
  type ProtocolConnection,
  type Range,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { repository } from '../bed/paths.ts';
import { corpusFiles } from './corpus/corpus-files.ts';
import { manifestNames } from './corpus/corpus-reader.ts';
import { hugeTexts, strangeTexts } from './corpus/strange-texts.ts';
import { type RandomSource, randomSource } from './random-source.ts';

/** The built server as its own process, asked for everything at any place while texts are typed in. */
const seed = 20_261_127;
const mostMegabytes = 700;
/** On a machine that does other things too; an answer takes a hundredth of it. */
const answerMs = 20_000;

let server: Server | null = null;
afterEach(() => server?.stop());

test.each(Object.entries(strangeTexts))('%s is typed in, and asked about everywhere', async (_, text) => {
  server = await Server.start();
  const random = randomSource(seed);
  for (const name of manifestNames) await server.work(name, text, random, 10);
  server.expectHealth();
});

test.each(Object.entries(hugeTexts))(
  '%s is typed in, and asked about everywhere',
  async (_, make) => {
    server = await Server.start();
    const random = randomSource(seed);
    for (const name of ['dvc.yaml', 'params.yaml', 'a.model.yaml'])
      await server.work(name, make(), random, 1);
    server.expectHealth();
  },
  120_000,
);

test('files of other people are typed in, and asked about everywhere', async () => {
  server = await Server.start();
  const random = randomSource(seed);
  const { files } = await corpusFiles();
  for (let turn = 0; turn < 60; turn++)
    await server.work(random.pick(manifestNames), readFileSync(random.pick(files), 'utf8'), random, 4);
  server.expectHealth();
}, 120_000);

class Server {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #connection: ProtocolConnection;
  readonly #faults: string[] = [];
  #version = 0;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.#connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    // What a handler throws is told of there, and answered with nothing.
    this.#connection.onNotification('window/logMessage', ({ type, message }) => {
      if (type === MessageType.Error) this.#faults.push(message);
    });
    child.stderr.on('data', (text) => this.#faults.push(String(text)));
    child.on('exit', (code, signal) => this.#faults.push(`it has ended with ${code ?? signal}`));
    this.#connection.listen();
  }

  static async start(): Promise<Server> {
    const child = spawn(process.execPath, [join(repository, 'dist/server/lsp.cjs'), '--stdio']);
    const server = new Server(child);
    const snippets = { completionItem: { snippetSupport: true } };
    await server.#ask('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {}, completion: snippets } },
    });
    await server.#connection.sendNotification('initialized', {});
    return server;
  }

  /** Opens a text, edits it so many times, asks everything after each edit, and closes it. */
  async work(name: string, text: string, random: RandomSource, edits: number): Promise<void> {
    const uri = `file:///nowhere/${name}`;
    const document = TextDocument.create(uri, 'yaml', 1, text);
    await this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: ++this.#version, text },
    });
    for (let left = edits; left >= 0; left--) {
      await this.#askAll(document, random);
      const range = rangeIn(document, random);
      const typed = random.pick([
        '',
        ' ',
        '\n',
        '- ',
        '{',
        '"',
        'a: b\n',
        `$\{`,
        '\t',
        '\0',
        '😀',
        '\uD83D',
        '\r',
      ]);
      TextDocument.update(document, [{ range, text: typed }], ++this.#version);
      await this.#connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: this.#version },
        contentChanges: [{ range, text: typed }],
      });
    }
    await this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Nothing but refusals was answered, nothing threw, and its memory stays within bounds. */
  expectHealth(): void {
    expect(this.#faults).toEqual([]);
    const status = `/proc/${this.#child.pid}/status`;
    if (!existsSync(status)) return;
    const peakKb = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1];
    expect(Number(peakKb) / 1024).toBeLessThan(mostMegabytes);
  }

  stop(): void {
    this.#connection.dispose();
    this.#child.removeAllListeners('exit');
    this.#child.kill();
  }

  async #askAll(document: TextDocument, random: RandomSource): Promise<void> {
    const textDocument = { uri: document.uri };
    const at = { textDocument, position: placeIn(document, random) };
    const whole = { start: { line: 0, character: 0 }, end: document.positionAt(document.getText().length) };
    const range = rangeIn(document, random);
    const options = { tabSize: 2, insertSpaces: true };
    const requests: [string, object][] = [
      ['textDocument/diagnostic', { textDocument }],
      ['textDocument/completion', at],
      ['textDocument/hover', at],
      ['textDocument/definition', at],
      ['textDocument/references', { ...at, context: { includeDeclaration: true } }],
      ['textDocument/documentHighlight', at],
      ['textDocument/prepareRename', at],
      [
        'textDocument/rename',
        { ...at, newName: random.pick(['other', '', 'a b', '${'.repeat(3), '\n', 'ß😀']) },
      ],
      ['textDocument/prepareCallHierarchy', at],
      ['textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } }],
      [
        'textDocument/codeAction',
        { textDocument, range, context: { diagnostics: [], only: ['source.fixAll'] } },
      ],
      ['textDocument/documentSymbol', { textDocument }],
      ['workspace/symbol', { query: 'a' }],
      ['textDocument/documentLink', { textDocument }],
      ['textDocument/codeLens', { textDocument }],
      ['textDocument/inlayHint', { textDocument, range: whole }],
      ['textDocument/semanticTokens/full', { textDocument }],
      ['textDocument/foldingRange', { textDocument }],
      ['textDocument/selectionRange', { textDocument, positions: [at.position, whole.end] }],
      ['textDocument/formatting', { textDocument, options }],
      [
        'workspace/willRenameFiles',
        { files: [{ oldUri: 'file:///nowhere/a', newUri: 'file:///nowhere/b' }] },
      ],
    ];
    await Promise.all(requests.map(([method, params]) => this.#ask(method, params)));
  }

  async #ask(method: string, params: object): Promise<void> {
    const late = setTimeout(() => this.#faults.push(`${method} took longer than ${answerMs} ms`), answerMs);
    try {
      await this.#connection.sendRequest(method, params);
    } catch (error) {
      const isRefusal = error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed;
      if (!isRefusal) this.#faults.push(`${method}: ${error}`);
    } finally {
      clearTimeout(late);
    }
  }
}

function placeIn(document: TextDocument, random: RandomSource): Position {
  // A client may name places that are not there.
  if (random.chance(0.05)) return { line: random.below(2 ** 30), character: random.below(2 ** 30) };
  return document.positionAt(random.below(document.getText().length + 1));
}

function rangeIn(document: TextDocument, random: RandomSource): Range {
  const start = random.below(document.getText().length + 1);
  return { start: document.positionAt(start), end: document.positionAt(start + random.below(6)) };
}
