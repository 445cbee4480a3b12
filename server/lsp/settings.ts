import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { RuleSeverity, Severities } from '../language/lint/check-document.ts';
import { severitiesOf } from '../language/lint/severities-of.ts';
import type { ManifestDocument } from '../language/workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../language/workspace/workspace-folder.ts';
import type { SessionCore } from './session-core.ts';

const section = 'slipway.lint';
const words: readonly unknown[] = ['off', 'hint', 'information', 'warning', 'error'];
/** What the server of Red Hat's YAML extension says as well: syntax, and what a schema can tell. */
const saidByYamlServer = ['SW100', 'SW101', 'SW102', 'SW103', 'SW104'];

interface LintSettings {
  enabled: boolean;
  rules: Severities;
}

const defaults: LintSettings = { enabled: true, rules: new Map() };

/** What the user wants to be told of, a workspace folder at a time. */
export class Settings {
  readonly #session: SessionCore;
  readonly #byRoot = new Map<string, LintSettings>();
  #elsewhere = defaults;
  #yamlServerIsActive = false;

  constructor(session: SessionCore) {
    this.#session = session;
  }

  isLintEnabled({ root }: WorkspaceFolder): boolean {
    return (this.#byRoot.get(root) ?? this.#elsewhere).enabled;
  }

  /** The folder's slipway.yaml counts more than settings. */
  severities(folder: WorkspaceFolder, { kind }: ManifestDocument): Severities {
    const { rules } = this.#byRoot.get(folder.root) ?? this.#elsewhere;
    const isTheirs = this.#yamlServerIsActive && (kind === 'pipeline' || kind === 'params');
    return new Map<string, RuleSeverity>([
      ...rules,
      ...severitiesOf(folder),
      ...(isTheirs ? saidByYamlServer.map((code) => [code, 'off'] as const) : []),
    ]);
  }

  /** Another language server tells of syntax and schema in files whose language is `yaml`. */
  setYamlServer(isActive: boolean): void {
    if (this.#yamlServerIsActive === isActive) return;
    this.#yamlServerIsActive = isActive;
    this.#session.changes.tell('surroundings');
  }

  /** For a client that cannot be asked: its settings for all folders, as it sends them. */
  take(settings: unknown): void {
    this.#elsewhere = readSettings(settings);
    this.#session.changes.tell('surroundings');
  }

  /** Asks the client, where it can be asked. */
  async load(): Promise<void> {
    const { connection, clientCapabilities, folders, changes } = this.#session;
    if (clientCapabilities.workspace?.configuration !== true) return;
    const roots = folders.ofWorkspace().map(({ folder }) => folder.root);
    const answers: unknown[] = await connection.workspace.getConfiguration([
      { section },
      ...roots.map((root) => ({ section, scopeUri: URI.file(root).toString() })),
    ]);
    this.#elsewhere = readSettings(answers[0]);
    this.#byRoot.clear();
    for (const [index, root] of roots.entries()) this.#byRoot.set(root, readSettings(answers[index + 1]));
    changes.tell('surroundings');
  }

  /** Has the client tell when they change. */
  async watch(): Promise<void> {
    const { connection, clientCapabilities } = this.#session;
    connection.onDidChangeConfiguration(async ({ settings }) => {
      if (clientCapabilities.workspace?.configuration === true) return this.load();
      this.take(settings?.slipway?.lint);
    });
    if (clientCapabilities.workspace?.didChangeConfiguration?.dynamicRegistration !== true) return;
    await connection.client.register(DidChangeConfigurationNotification.type, { section });
  }
}

/** What is no setting of ours counts as not given: a client may send anything. */
function readSettings(given: unknown): LintSettings {
  if (typeof given !== 'object' || given === null) return defaults;
  const { enabled, rules } = given as { enabled?: unknown; rules?: unknown };
  const entries = typeof rules === 'object' && rules !== null ? Object.entries(rules) : [];
  return {
    enabled: enabled !== false,
    rules: new Map(entries.filter((entry): entry is [string, RuleSeverity] => words.includes(entry[1]))),
  };
}
