import type { Session } from '../session.ts';
import { pauseMs } from './workspace-reports.ts';

/**
 * A client asks again for a document whose text has changed; where another document, or something on disk, has changed what
 * stands in one that is open, it has to be told to ask.
 */
export class Refresh {
  readonly #session: Session;
  /** What the client was told last, of each open document. */
  readonly #told = new Map<string, string>();
  #pause: NodeJS.Timeout | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  start(): void {
    const { changes, texts } = this.#session;
    texts.onDidClose(({ document }) => this.#told.delete(document.uri));
    changes.on(() => {
      if (this.#pause) clearTimeout(this.#pause);
      this.#pause = changes.hasEnded ? null : setTimeout(() => this.#look(), pauseMs);
    });
  }

  told(uri: string, resultId: string): void {
    if (this.#session.texts.get(uri)) this.#told.set(uri, resultId);
  }

  #look(): void {
    const { problems, connection } = this.#session;
    for (const [uri, resultId] of this.#told) {
      const found = this.#session.find(uri);
      if (!found || problems.report(found).resultId === resultId) continue;
      connection.languages.diagnostics.refresh();
      return;
    }
  }
}
