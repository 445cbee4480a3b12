import type { Position, Range } from 'vscode-languageserver-types';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { ManifestKind } from '../workspace/manifest-kind.ts';
import type { Column, ModelGraph, RegisteredModel } from '../workspace/providers.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface TextChange {
  /** Of the file, from the root of the workspace folder; one that does not exist is created. */
  location: string;
  range: Range;
  newText: string;
}

/** One way to mend a problem. */
export interface Fix {
  title: string;
  /** Right in nearly every case: fix-all takes it. */
  preferred: boolean;
  changes: TextChange[];
}

/** Another place that a problem has to do with. */
export interface Related {
  location: string;
  range: Range;
  message: string;
}

export interface Problem {
  code: string;
  severity: Severity;
  message: string;
  range: Range;
  related: readonly Related[];
  /** Drawn faded, or struck through. */
  tag: 'unnecessary' | 'deprecated' | null;
  /** Best first. Worked out when they are asked for. */
  fixes: () => Fix[];
}

/** What a rule may look at. */
export interface RuleContext {
  document: ManifestDocument;
  folder: WorkspaceFolder;
  /** Every rule that there is. */
  rules: readonly Pick<Rule, 'code' | 'name'>[];
  report(range: Range, message: string, more?: ReportMore): void;
}

export interface ReportMore {
  related?: readonly Related[];
  tag?: 'unnecessary' | 'deprecated';
  fixes?: () => Fix[];
}

/**
 * Texts by location, in the form that `test/unit/language/fixture.ts` reads: a line of a comment with `^^^` marks what the
 * line above it is told of, and what the message holds.
 */
export interface RuleExample {
  title: string;
  files: Record<string, string>;
  /** The files that differ once the best fix of each problem was taken. */
  fixed?: Record<string, string>;
  /** What is known besides these files; everything else of the world outside is unknown. */
  facts?: ExampleFacts;
}

export interface ExampleFacts {
  metrics?: readonly string[];
  models?: readonly RegisteredModel[];
  /** By location. */
  graphs?: Readonly<Record<string, ModelGraph>>;
  columns?: Readonly<Record<string, readonly Column[]>>;
}

/** One thing that can be wrong in a manifest. One file a rule: what it says, how it is found, mended and shown. */
export interface Rule {
  code: `SW${number}`;
  /** In small letters with dashes. */
  name: string;
  severity: Severity;
  /** One sentence. */
  summary: string;
  /** Markdown: why it matters, and what to do. */
  description: string;
  kinds: readonly ManifestKind[];
  check(context: RuleContext): void;
  /** Each is a test, and stands on the rule's page. */
  examples: { wrong: readonly RuleExample[]; right: readonly RuleExample[] };
}

/** Also of a text that is no YAML: the rest is silent about one. */
export type SyntaxRule = Rule & { readsBrokenText: true };

export function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
