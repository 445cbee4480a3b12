import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  FileChangeType,
  type Location,
  type Position,
  type SymbolInformation,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { manifestKindOf } from '../../../server/language/workspace/manifest-kind.ts';
import { randomProject } from '../../conformance/random-pipeline.ts';
import { type RandomSource, randomSource } from '../../conformance/random-source.ts';
import { LspClient, pullCapabilities } from './lsp-client.ts';

/** The oracle is a server that is started on the same files and given the same open texts. */
const seeds = [1, 2, 3, 4];
const rounds = 8;
const stepsOfRound = 10;

const workspaces = join(import.meta.dirname, '../../workspaces');
const capabilities = {
  ...pullCapabilities,
  workspace: { ...pullCapabilities.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
};

const pieces = [
  ' ',
  '\n',
  '  ',
  ':',
  '- ',
  '"',
  "'",
  '#',
  '[',
  '}',
  '\t',
  '\r\n',
  '😀',
  `$\{lr}`,
  `$\{item}`,
  'stages:\n',
  '---\n',
  '  again:\n    cmd: x\n    outs: [out0.txt]\n',
  'params: [lr, nothing]\n',
  'vars: [conf.json]\n',
  '<<: *all\n',
  '&all ',
  'gates: [{name: g, expr: auc > 1}]\n',
  'targets: {live: {kind: local}}\n',
];

test.each(seeds)(
  'edits, files and folders as they come (seed %i) leave what a new server finds',
  async (seed) => {
    const random = randomSource(seed);
    const user = await User.start(filesOf(random));
    for (let round = 0; round < rounds; round++) {
      for (let step = 0; step < stepsOfRound; step++) await user.act(random);
      const asked = user.questions(random);
      const fresh = await user.startedAfresh();
      // What takes time to be looked up is unknown at first, here and there.
      await vi.waitFor(
        async () => expect(await answers(user.client, asked)).toEqual(await answers(fresh, asked)),
        {
          timeout: 20_000,
          interval: 200,
        },
      );
    }
  },
  120_000,
);

/** One who writes in some files while others change on disk. */
class User {
  readonly client: LspClient;
  readonly #open = new Map<string, TextDocument>();
  readonly #first: Readonly<Record<string, string>>;

  private constructor(client: LspClient, files: Readonly<Record<string, string>>) {
    this.client = client;
    this.#first = files;
  }

  static async start(files: Record<string, string>): Promise<User> {
    return new User(await LspClient.start({ files, capabilities, prepare: answerRegistrations }), files);
  }

  async act(random: RandomSource): Promise<void> {
    const files = filesBelow(this.client.root);
    const texts = [...this.#open.keys()];
    const turn = random.below(20);
    if (texts.length === 0 || turn === 0) await this.#openFile(random.pick(files));
    else if (turn < 11) await this.#edit(random.pick(texts), random);
    else if (turn < 14) await this.#mend(random.pick(texts));
    else if (turn === 14) await this.#close(random.pick(texts));
    else if (turn === 15) await this.#save(random.pick(texts));
    else if (turn === 16) await this.#change(random.pick(files), random);
    else if (turn === 17) await this.#remove(random.pick(files));
    else if (turn === 18) await this.#move(random.pick(files), random);
    else await this.#openFile(random.pick(files));
  }

  /** Every manifest that is open or on disk, with a place in it. */
  questions(random: RandomSource): { location: string; position: Position }[] {
    const all = new Set([...filesBelow(this.client.root), ...this.#open.keys()]);
    return [...all]
      .filter((location) => manifestKindOf(location) !== null)
      .sort()
      .map((location) => {
        const document = this.#open.get(location) ?? this.#onDisk(location);
        return { location, position: document.positionAt(random.below(document.getText().length + 1)) };
      });
  }

  async startedAfresh(): Promise<LspClient> {
    const { root } = this.client;
    const fresh = await LspClient.start({ root, capabilities, prepare: answerRegistrations });
    for (const [location, document] of this.#open) await fresh.open(location, document.getText());
    return fresh;
  }

  async #openFile(location: string): Promise<void> {
    if (this.#open.has(location) || manifestKindOf(location) === null) return;
    const document = this.#onDisk(location);
    this.#open.set(location, document);
    await this.client.open(location, document.getText());
  }

  async #edit(location: string, random: RandomSource): Promise<void> {
    const document = this.#open.get(location);
    if (!document) return;
    const start = random.below(document.getText().length + 1);
    const text = random.chance(0.6) ? random.pick(pieces) : '';
    const end = start + (random.chance(0.5) ? random.below(random.chance(0.1) ? 200 : 8) : 0);
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    await this.client.change(location, text, range);
    TextDocument.update(document, [{ range, text }], document.version + 1);
  }

  /** Takes all back at once. */
  async #mend(location: string): Promise<void> {
    const document = this.#open.get(location);
    const text = this.#first[location.replace(/^(?:sub|other)\//, '')] ?? this.#first['dvc.yaml'] ?? '';
    if (!document) return;
    await this.client.change(location, text);
    TextDocument.update(document, [{ text }], document.version + 1);
  }

  async #close(location: string): Promise<void> {
    this.#open.delete(location);
    await this.client.close(location);
  }

  async #save(location: string): Promise<void> {
    await this.client.write(location, this.#open.get(location)?.getText() ?? '');
    await this.#tell(location, FileChangeType.Changed);
  }

  async #change(location: string, random: RandomSource): Promise<void> {
    const document = this.#onDisk(location);
    const at = random.below(document.getText().length + 1);
    const text = document.getText().slice(0, at) + random.pick(pieces) + document.getText().slice(at + 3);
    await this.client.write(location, text);
    await this.#tell(location, FileChangeType.Changed);
  }

  async #remove(location: string): Promise<void> {
    await rm(join(this.client.root, location));
    await this.#tell(location, FileChangeType.Deleted);
  }

  /** To another folder, or under another name. */
  async #move(location: string, random: RandomSource): Promise<void> {
    const to = random.pick([
      `sub/${location}`,
      `other/${location}`,
      `${location}.old`,
      'dvc.yaml',
      'sub/dvc.yaml',
    ]);
    await mkdir(dirname(join(this.client.root, to)), { recursive: true });
    await rename(join(this.client.root, location), join(this.client.root, to));
    await this.#tell(location, FileChangeType.Deleted);
    await this.#tell(to, FileChangeType.Created);
  }

  #onDisk(location: string): TextDocument {
    const path = join(this.client.root, location);
    const text = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : '';
    return TextDocument.create(this.client.uri(location), 'yaml', 1, text);
  }

  #tell(location: string, type: FileChangeType): Promise<void> {
    return this.client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: this.client.uri(location), type }],
    });
  }
}

/** What a server says of these places, as JSON where it may differ only in what was asked before. */
async function answers(client: LspClient, asked: readonly { location: string; position: Position }[]) {
  const symbols = await client.request<SymbolInformation[]>('workspace/symbol', { query: '' });
  const places: Record<string, unknown> = { symbols: sorted(symbols) };
  for (const { location, position } of asked) {
    const textDocument = { uri: client.uri(location) };
    const report = await client.pull(location);
    const items = report.kind === 'full' ? report.items : [];
    const at = { textDocument, position };
    const isBroken = items.some(({ code }) => code === 'SW100');
    places[location] = {
      items,
      references: sorted(
        await client.request<Location[]>('textDocument/references', {
          ...at,
          context: { includeDeclaration: true },
        }),
      ),
      hover: await client.request('textDocument/hover', at),
      links: await client.request('textDocument/documentLink', { textDocument }),
      folds: await client.request('textDocument/foldingRange', { textDocument }),
      tokens: await client.request('textDocument/semanticTokens/full', { textDocument }),
      // The outline of what is broken is that of what was whole before.
      outline: isBroken ? null : await client.request('textDocument/documentSymbol', { textDocument }),
    };
  }
  return places;
}

function sorted<T>(items: readonly T[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}

function answerRegistrations({ onRequest }: LspClient['connection']): void {
  onRequest('client/registerCapability', () => null);
}

function filesOf(random: RandomSource): Record<string, string> {
  const release = join(workspaces, 'release');
  const own = readdirSync(release).map((name) => [name, readFileSync(join(release, name), 'utf8')]);
  return { ...randomProject(random).files, ...Object.fromEntries(own) };
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((location) => statSync(join(root, location)).isFile())
    .sort();
}
