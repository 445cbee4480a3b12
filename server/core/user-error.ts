/**
 * An error that a person can meet: what was expected, what was found, what to do. `code` is stable
 * (`SLW-…`) and tested; `hint` is the next step where the message does not already say it.
 */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string | null;

  constructor(code: string, message: string, hint: string | null = null) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    this.hint = hint;
  }
}
