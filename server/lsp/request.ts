import type { ServerCapabilities } from 'vscode-languageserver/node';
import type { Session } from './session.ts';

/** What the server answers, and how it says that it does. */
export interface LanguageRequest {
  capabilities: ServerCapabilities;
  register(session: Session): void;
}
