import * as vscode from 'vscode';
import { bytesInWords } from '../../../host/in-words.ts';
import { escapeMarkdown } from '../../../host/markdown.ts';
import {
  reportInShort,
  reportInWords,
  reportLook,
  type VerdictLook,
  valuesInWords,
  verdictInWords,
  verdictLooks,
} from '../gates/gate-words.ts';
import type {
  FactNode,
  FolderNode,
  GateNode,
  GatesNode,
  ModelNode,
  Node,
  ProblemNode,
  VersionNode,
} from '../nodes.ts';
import { timeInWords } from '../words.ts';
import { factKey, type VersionFact } from './version-facts.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
const liveLook: VerdictLook = { icon: 'broadcast', color: 'testing.iconPassed' };

export function treeItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'folder':
      return folderItem(node);
    case 'model':
      return modelItem(node);
    case 'version':
      return versionItem(node);
    case 'gates':
      return gatesItem(node);
    case 'gate':
      return gateItem(node);
    case 'fact':
      return factItem(node);
    case 'problem':
      return problemItem(node);
  }
}

export function nodeId(node: Node): string {
  switch (node.kind) {
    case 'folder':
      return node.folder;
    case 'model':
      return `${node.folder}#${node.model.name}`;
    case 'version':
      return `${node.folder}#${node.version.model}#${node.version.version}`;
    case 'gates':
      return `${nodeId(node.of)}#gates`;
    case 'gate':
      return `${node.parent}#${node.gate.line}#${node.gate.name}`;
    case 'fact':
      return `${node.folder}#${node.model}#${node.version}#${factKey(node.fact)}`;
    case 'problem':
      return `${node.parent}#problem`;
  }
}

function folderItem(node: FolderNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.name, Expanded);
  item.id = nodeId(node);
  item.iconPath = new vscode.ThemeIcon('root-folder');
  return item;
}

function modelItem(node: ModelNode): vscode.TreeItem {
  const { name, aliases, latestVersion, description, tags } = node.model;
  const item = new vscode.TreeItem(name, latestVersion === null ? None : Collapsed);
  item.id = nodeId(node);
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = ['model', Object.keys(tags).length > 0 ? 'tagged' : ''].join(' ').trim();
  item.description =
    latestVersion === null
      ? vscode.l10n.t('no version')
      : [
          vscode.l10n.t('newest {0}', latestVersion),
          ...aliases.map(({ alias, version }) => `@${alias} ${version}`),
        ].join(' · ');
  item.tooltip = tooltip(name, description, [
    ...aliases.map(({ alias, version }): [string, string] => [
      `@${alias}`,
      vscode.l10n.t('version {0}', version),
    ]),
    ...Object.entries(tags),
  ]);
  item.accessibilityInformation = { label: vscode.l10n.t('Model {0}, {1}', name, item.description) };
  return item;
}

function versionItem(node: VersionNode): vscode.TreeItem {
  const { model, version, aliases, createdAt, description, tags, runId } = node.version;
  const { report, live } = node;
  const item = new vscode.TreeItem(vscode.l10n.t('Version {0}', version), Collapsed);
  item.id = nodeId(node);
  item.iconPath = versionIcon(node);
  item.contextValue = [
    'version',
    aliases.length > 0 ? 'aliased' : '',
    Object.keys(tags).length > 0 ? 'tagged' : '',
    runId === null ? '' : 'tracked',
    report === null ? '' : 'judged',
    live.length > 0 ? 'live' : '',
  ]
    .filter(Boolean)
    .join(' ');
  const firstLine = description.split('\n', 1)[0] ?? '';
  const parts = [
    live.length > 0 ? vscode.l10n.t('live on {0}', live.map(({ target }) => target).join(', ')) : '',
    aliases.map((alias) => `@${alias}`).join(' '),
    report === null ? '' : reportInShort(report),
    firstLine,
    timeInWords(createdAt),
  ];
  item.description = parts.filter(Boolean).join(' · ');
  item.tooltip = tooltip(`${model} ${version}`, description, [
    [vscode.l10n.t('Registered'), new Date(createdAt).toLocaleString()],
    ['URI', `models:/${model}/${version}`],
    ...Object.entries(tags),
  ]);
  item.accessibilityInformation = { label: `${item.label}, ${item.description}` };
  return item;
}

/** What is live looks so whatever its gates say. */
function versionIcon({ live, report }: VersionNode): vscode.ThemeIcon {
  if (live.length > 0) return lookIcon(liveLook);
  return report === null ? new vscode.ThemeIcon('tag') : lookIcon(reportLook(report));
}

function gatesItem(node: GatesNode): vscode.TreeItem {
  const { report } = node;
  const item = new vscode.TreeItem(vscode.l10n.t('Gates'), Collapsed);
  item.id = nodeId(node);
  item.iconPath = lookIcon(reportLook(report));
  item.description = [reportInWords(report), report.evidenceProblem ?? ''].filter(Boolean).join(' · ');
  item.tooltip = item.description;
  item.contextValue = 'gates';
  item.accessibilityInformation = { label: `${item.label}, ${item.description}` };
  return item;
}

function gateItem(node: GateNode): vscode.TreeItem {
  const { name, verdict, expr, reason } = node.gate;
  const item = new vscode.TreeItem(name, None);
  item.id = nodeId(node);
  item.iconPath = lookIcon(verdictLooks[verdict]);
  item.description = verdict === 'passed' ? valuesInWords(node.gate) || expr : reason;
  item.tooltip = [expr, valuesInWords(node.gate, '\n'), reason].filter(Boolean).join('\n\n');
  item.contextValue = 'gate';
  item.command = { command: 'slipway.goToGate', title: vscode.l10n.t('Go to Gate'), arguments: [node] };
  item.accessibilityInformation = { label: `${name}, ${verdictInWords(verdict)}, ${reason}` };
  return item;
}

function lookIcon({ icon, color }: VerdictLook): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

function factItem(node: FactNode): vscode.TreeItem {
  const { icon, label, description, detail } = factWords(node.fact);
  const item = new vscode.TreeItem(label, None);
  item.id = nodeId(node);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.description = description;
  item.tooltip = detail;
  item.contextValue = `fact ${node.fact.what}`;
  item.accessibilityInformation = { label: `${label}, ${description}` };
  if (node.fact.what === 'run' && !node.fact.deleted)
    item.command = { command: 'slipway.openVersionRun', title: vscode.l10n.t('Open Run'), arguments: [node] };
  return item;
}

interface FactWords {
  icon: string;
  label: string;
  description: string;
  detail: string;
}

function factWords(fact: VersionFact): FactWords {
  switch (fact.what) {
    case 'live': {
      const { target, revision, url } = fact.place;
      const text = [target, vscode.l10n.t('revision {0}', revision)].join(' · ');
      return words('broadcast', vscode.l10n.t('Live'), text, url ?? text);
    }
    case 'description':
      return words('note', vscode.l10n.t('Description'), fact.text.replace(/\s+/g, ' '), fact.text);
    case 'run': {
      const name = fact.deleted ? vscode.l10n.t('{0} (deleted)', fact.runName) : fact.runName;
      return words('beaker', vscode.l10n.t('Run'), name, fact.runId);
    }
    case 'no-run':
      return words(
        'question',
        vscode.l10n.t('Run'),
        vscode.l10n.t('not known'),
        vscode.l10n.t('What registered this version named no run, or the run is gone.'),
      );
    case 'commit': {
      const { commit, branch, dirty } = fact;
      const short = [commit.slice(0, 8), branch ?? '', dirty ? vscode.l10n.t('with changes') : ''];
      return words('git-commit', vscode.l10n.t('Code'), short.filter(Boolean).join(' · '), commit);
    }
    case 'data': {
      const { context, name, digest } = fact;
      const label = context === null ? vscode.l10n.t('Data') : vscode.l10n.t('Data: {0}', context);
      return words('database', label, `${name} ${digest}`.trim(), digest);
    }
    case 'signature': {
      const { inputs, outputs } = fact;
      const text = `${inputs.join(', ')} → ${outputs.join(', ')}`;
      return words('symbol-interface', vscode.l10n.t('Signature'), text, text);
    }
    case 'files': {
      const { count, bytes, flavors } = fact;
      const text = [bytesInWords(bytes), flavors.join(', ')].filter(Boolean).join(' · ');
      const label = count === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', count);
      return words('file-binary', label, text, text);
    }
    case 'source':
      return words('file-symlink-file', vscode.l10n.t('Files'), fact.uri, fact.uri);
    case 'tag':
      return words('bookmark', fact.key, fact.value, fact.value);
  }
}

function words(icon: string, label: string, description: string, detail: string): FactWords {
  return { icon, label, description, detail };
}

function problemItem(node: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.message, None);
  item.id = nodeId(node);
  item.tooltip = node.message;
  item.iconPath = new vscode.ThemeIcon('warning');
  return item;
}

/** Nothing of a person's text is read as markup. */
function tooltip(title: string, description: string, lines: [string, string][]): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**${escapeMarkdown(title)}**\n\n`);
  if (description !== '') text.appendText(`${description}\n\n`);
  for (const [name, value] of lines)
    text.appendMarkdown(`${escapeMarkdown(name)}: ${escapeMarkdown(value)}  \n`);
  return text;
}
