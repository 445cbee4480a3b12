import { UsageError } from './command.ts';

export interface ModelReference {
  model: string;
  /** A number, or `@alias`; `@latest` is the newest. */
  version: string;
}

/**
 * `MODEL`, `MODEL@ALIAS` or `MODEL:VERSION`; the newest version where none is named.
 * @throws UsageError for anything else
 */
export function parseModelReference(text: string): ModelReference {
  const [, model = '', mark = '', which = ''] = /^([^:@/]+)(?:([:@])(.+))?$/.exec(text) ?? [];
  if (model === '')
    throw new UsageError(`"${text}" names no model; expected MODEL, MODEL@ALIAS or MODEL:VERSION.`);
  if (mark === '') return { model, version: '@latest' };
  if (mark === '@') return { model, version: `@${which}` };
  if (/^\d+$/.test(which)) return { model, version: which };
  throw new UsageError(
    `"${which}" is no version: expected a whole number, or an alias as ${model}@${which}.`,
  );
}
