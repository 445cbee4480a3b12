import { createHash } from 'node:crypto';
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import { checkDocument } from '../language/lint/check-document.ts';
import type { Problem, Severity } from '../language/lint/rule.ts';
import { rulePage } from '../language/lint/rule-page.ts';
import type { ManifestDocument } from '../language/workspace/manifest-document.ts';
import type { SessionCore, SessionDocument } from './session-core.ts';
import type { Settings } from './settings.ts';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated };

/** Of a document without problems. */
export const nothingWrong = 'none';

/** What a document's problems look like to a client. Equal ids: equal problems. */
export interface Report {
  resultId: string;
  items: Diagnostic[];
}

interface Checked {
  epoch: number;
  at: number;
  problems: Problem[];
  report: Report | null;
}

/** Where nobody tells of changes on disk, problems are looked for again after this time. */
const untoldMs = 100;

/** The problems of a session's documents, each looked for once as long as nothing has changed. */
export class Problems {
  readonly #session: SessionCore;
  readonly #settings: Settings;
  readonly #checked = new WeakMap<ManifestDocument, Checked>();
  readonly #told = new Set<string>();

  constructor(session: SessionCore, settings: Settings) {
    this.#session = session;
    this.#settings = settings;
  }

  of(found: SessionDocument): Problem[] {
    return this.#check(found).problems;
  }

  report(found: SessionDocument): Report {
    const checked = this.#check(found);
    checked.report ??= this.#reportOf(checked.problems, found);
    return checked.report;
  }

  diagnostic(problem: Problem, { folder }: SessionDocument): Diagnostic {
    const { code, severity, message, range, related, tag } = problem;
    return {
      range,
      message,
      code,
      codeDescription: { href: rulePage(code) },
      source: 'slipway',
      severity: severities[severity],
      ...(tag && { tags: [tags[tag]] }),
      ...(related.length > 0 && {
        relatedInformation: related.map((other) => ({
          location: { uri: this.#session.folders.uriOf(folder, other.location), range: other.range },
          message: other.message,
        })),
      }),
    };
  }

  #check(found: SessionDocument): Checked {
    const { document, folder, files } = found;
    const { epoch } = this.#session.changes;
    const before = this.#checked.get(document);
    const isTold = files === null || files.isTold;
    if (before?.epoch === epoch && (isTold || performance.now() - before.at < untoldMs)) return before;
    const problems = this.#settings.isLintEnabled(folder)
      ? checkDocument(folder, document, {
          severities: this.#settings.severities(folder, document),
          onFault: (rule, error) => this.#tell(rule.code, found.uri, error),
        })
      : [];
    const checked = { epoch, at: performance.now(), problems, report: null };
    this.#checked.set(document, checked);
    return checked;
  }

  #reportOf(problems: readonly Problem[], found: SessionDocument): Report {
    const items = problems.map((problem) => this.diagnostic(problem, found));
    if (items.length === 0) return { resultId: nothingWrong, items };
    return { resultId: createHash('sha1').update(JSON.stringify(items)).digest('base64'), items };
  }

  /** Once for a rule and a document: it would fail at each keystroke. */
  #tell(code: string, uri: string, error: unknown): void {
    const key = `${code} ${uri}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#session.connection.console.error(`Rule ${code} failed in ${uri}: ${reason}`);
  }
}
