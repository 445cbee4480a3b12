import {
  type ClientCapabilities,
  type CompletionItem,
  CompletionTriggerKind,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver/node';
import { type Completion, complete, noCompletion } from '../../language/completion/complete.ts';
import type { ClientAbilities } from '../../language/completion/completion-context.ts';
import type { LanguageRequest } from '../request.ts';

const triggerCharacters = [':', ' ', '$', '{', '.', '/', '-', '"', "'", '@', '['];

/** Which item of which answer is asked about. */
interface ItemData {
  answer: number;
  index: number;
}

export const completion: LanguageRequest = {
  capabilities: { completionProvider: { triggerCharacters, resolveProvider: true } },
  register(session) {
    let answers = 0;
    let last: Completion = noCompletion;
    session.connection.onCompletion(({ textDocument, position, context }, token) => {
      const found = session.find(textDocument.uri);
      if (!found || token.isCancellationRequested) return null;
      const typed =
        context?.triggerKind === CompletionTriggerKind.TriggerCharacter ? context.triggerCharacter : null;
      const abilities = abilitiesOf(session.clientCapabilities);
      last = complete(found.folder, found.document, position, abilities, typed ?? null);
      const answer = ++answers;
      const items = last.items.map((item, index) =>
        last.later.has(index) ? { ...item, data: { answer, index } satisfies ItemData } : item,
      );
      return items.length > 0 ? { isIncomplete: last.isIncomplete, items } : null;
    });
    session.connection.onCompletionResolve((item): CompletionItem => {
      const { answer, index } = (item.data ?? {}) as Partial<ItemData>;
      // Of an answer that is no longer shown.
      if (answer !== answers || index === undefined) return item;
      const value = last.later.get(index)?.() ?? null;
      return value === null ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
    });
  },
};

function abilitiesOf({ textDocument }: ClientCapabilities): ClientAbilities {
  const item = textDocument?.completion?.completionItem;
  return {
    snippets: item?.snippetSupport ?? false,
    insertReplace: item?.insertReplaceSupport ?? false,
    keepsIndentation: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) ?? false,
  };
}
