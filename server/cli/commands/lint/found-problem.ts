import type { Range } from 'vscode-languageserver-types';
import type { Severity } from '../../../language/lint/rule.ts';

/** A problem in a file; its path is from the workspace, with forward slashes. Positions are zero-based, in UTF-16 units. */
export interface FoundProblem {
  file: string;
  code: string;
  severity: Severity;
  message: string;
  range: Range;
}
