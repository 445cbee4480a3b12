import type { LanguageRequest } from './request.ts';
import { codeActions } from './requests/code-actions.ts';
import { completion } from './requests/completion.ts';
import { diagnostics } from './requests/diagnostics.ts';

/** One line for a new request. */
export const requests: readonly LanguageRequest[] = [diagnostics, codeActions, completion];
