import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { isBefore, type Problem, type Rule, type RuleContext, type Severity } from './rule.ts';
import { rules as allRules } from './rules.ts';
import { readSilenced } from './silenced.ts';

export type RuleSeverity = Severity | 'off';

/** Severities by code, where they are not the rule's own. */
export type Severities = ReadonlyMap<string, RuleSeverity>;

export interface CheckOptions {
  severities?: Severities;
  rules?: readonly Rule[];
  /** Takes what a rule throws, and the other rules go on; without it, all ends there. */
  onFault?: (rule: Rule, error: unknown) => void;
}

/** Everything that is wrong in one document, in the order of its text. */
export function checkDocument(
  folder: WorkspaceFolder,
  document: ManifestDocument,
  { severities = new Map(), rules = allRules, onFault }: CheckOptions = {},
): Problem[] {
  const problems: Problem[] = [];
  const silenced = readSilenced(document.yaml);
  for (const rule of rules) {
    const severity = severities.get(rule.code) ?? rule.severity;
    if (severity === 'off' || !rule.kinds.includes(document.kind) || silenced.inFile(rule.code)) continue;
    const context: RuleContext = {
      document,
      folder,
      rules: allRules,
      report: (range, message, { related = [], tag = null, fixes = () => [] } = {}) => {
        if (!silenced.onLine(rule.code, range.start.line))
          problems.push({ code: rule.code, severity, message, range, related, tag: tag ?? null, fixes });
      },
    };
    try {
      rule.check(context);
    } catch (error) {
      if (!onFault) throw error;
      onFault(rule, error);
    }
  }
  return problems.sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1));
}
