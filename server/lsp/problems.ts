import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import { checkDocument } from '../language/lint/check-document.ts';
import type { Problem, Severity } from '../language/lint/rule.ts';
import type { Session, SessionDocument } from './session.ts';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated };

export function problemsOf({ folder, document }: SessionDocument): Problem[] {
  return checkDocument(folder, document);
}

export function asDiagnostic(
  problem: Problem,
  { folder }: SessionDocument,
  { folders }: Session,
): Diagnostic {
  const { code, severity, message, range, related, tag } = problem;
  return {
    range,
    message,
    code,
    source: 'slipway',
    severity: severities[severity],
    ...(tag && { tags: [tags[tag]] }),
    ...(related.length > 0 && {
      relatedInformation: related.map((other) => ({
        location: { uri: folders.uriOf(folder, other.location), range: other.range },
        message: other.message,
      })),
    }),
  };
}
