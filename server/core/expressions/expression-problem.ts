/** `syntax`: it cannot be read; `name`, `type`: it cannot be evaluated; `metric`: no run has logged it; `hazard`: it may let through what it should not. */
export type ExpressionProblemKind = 'syntax' | 'name' | 'type' | 'metric' | 'hazard';

/** Offsets are UTF-16 code units of the expression. */
export interface ExpressionProblem {
  kind: ExpressionProblemKind;
  message: string;
  start: number;
  end: number;
  fix: ExpressionFix | null;
}

/** Replaces a part of an expression. */
export interface ExpressionFix {
  title: string;
  start: number;
  end: number;
  text: string;
}
