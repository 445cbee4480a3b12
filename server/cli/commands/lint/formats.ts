import type { FoundProblem } from './found-problem.ts';
import { githubAnnotations } from './github-annotations.ts';
import { sarifLog } from './sarif-log.ts';
import { textReport } from './text-report.ts';

export type FormatName = 'text' | 'json' | 'sarif' | 'github';

/** What each format writes; nothing for no problem, unless a program reads it. */
export const formats: Record<FormatName, (found: readonly FoundProblem[]) => string> = {
  text: textReport,
  json: jsonReport,
  sarif: (found) => JSON.stringify(sarifLog(found), null, 2),
  github: githubAnnotations,
};

/** As scripts are promised it: `information` is `info` there. */
function jsonReport(found: readonly FoundProblem[]): string {
  return JSON.stringify(
    found.map(({ severity, ...rest }) => ({
      file: rest.file,
      code: rest.code,
      severity: severity === 'information' ? 'info' : severity,
      message: rest.message,
      range: rest.range,
    })),
    null,
    2,
  );
}
