import { serverVersion } from '../../../core/version.ts';
import type { Severity } from '../../../language/lint/rule.ts';
import { rulePage } from '../../../language/lint/rule-page.ts';
import { rules } from '../../../language/lint/rules.ts';
import type { FoundProblem } from './found-problem.ts';

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** SARIF 2.1.0 (OASIS), in so far as GitHub's code scanning reads it. Lines and columns are from 1, in UTF-16 units. */
export function sarifLog(found: readonly FoundProblem[]): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        columnKind: 'utf16CodeUnits',
        tool: {
          driver: {
            name: 'Slipway',
            semanticVersion: serverVersion,
            rules: rules.map(({ code, name, summary, description, severity }) => ({
              id: code,
              name,
              shortDescription: { text: summary },
              fullDescription: { text: description },
              helpUri: rulePage(code),
              help: { text: description, markdown: description },
              defaultConfiguration: { level: levels[severity] },
            })),
          },
        },
        results: found.map(({ file, code, severity, message, range: { start, end } }) => ({
          ruleId: code,
          ruleIndex: rules.findIndex((rule) => rule.code === code),
          level: levels[severity],
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
                region: {
                  startLine: start.line + 1,
                  startColumn: start.character + 1,
                  endLine: end.line + 1,
                  endColumn: end.character + 1,
                },
              },
            },
          ],
        })),
      },
    ],
  };
}

/** Relative; a name may hold what begins a query or a fragment. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
