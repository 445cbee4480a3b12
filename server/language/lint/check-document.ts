import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { isBefore, type Problem, type Rule, type Severity } from './rule.ts';
import { rules as allRules } from './rules.ts';
import { readSilenced } from './silenced.ts';

export type RuleSeverity = Severity | 'off';

/** Severities by code, where they are not the rule's own. */
export type Severities = ReadonlyMap<string, RuleSeverity>;

export interface CheckOptions {
  severities?: Severities;
  rules?: readonly Rule[];
}

/** Everything that is wrong in one document, in the order of its text. */
export function checkDocument(
  folder: WorkspaceFolder,
  document: ManifestDocument,
  { severities = new Map(), rules = allRules }: CheckOptions = {},
): Problem[] {
  const problems: Problem[] = [];
  const silenced = readSilenced(document.yaml);
  for (const rule of rules) {
    const severity = severities.get(rule.code) ?? rule.severity;
    if (severity === 'off' || !rule.kinds.includes(document.kind) || silenced.inFile(rule.code)) continue;
    rule.check({
      document,
      folder,
      report: (range, message, { related = [], tag = null, fixes = () => [] } = {}) => {
        if (!silenced.onLine(rule.code, range.start.line))
          problems.push({ code: rule.code, severity, message, range, related, tag: tag ?? null, fixes });
      },
    });
  }
  return problems.sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1));
}
