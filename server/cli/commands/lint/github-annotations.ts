import type { Severity } from '../../../language/lint/rule.ts';
import type { FoundProblem } from './found-problem.ts';

const levels: Record<Severity, string> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/**
 * Workflow commands that GitHub shows at their lines:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotations(found: readonly FoundProblem[]): string {
  return found
    .map(({ file, code, severity, message, range: { start, end } }) => {
      const place = {
        file,
        line: start.line + 1,
        endLine: end.line + 1,
        // Columns count only where it all lies in one line.
        ...(start.line === end.line && { col: start.character + 1, endColumn: end.character + 1 }),
        title: code,
      };
      const properties = Object.entries(place).map(([key, value]) => `${key}=${asProperty(String(value))}`);
      return `::${levels[severity]} ${properties.join(',')}::${asMessage(message)}`;
    })
    .join('\n');
}

function asMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function asProperty(text: string): string {
  return asMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
