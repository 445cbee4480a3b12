import type { SessionRequest } from './session.ts';

/** One feature of the server; a line of `requests.ts`. */
export type LanguageRequest = SessionRequest;
