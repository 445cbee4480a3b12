import type { CompletionProvider } from './completion-context.ts';
import { schemaKeys } from './providers/schema-keys.ts';
import { schemaValues } from './providers/schema-values.ts';

/** One line for a new sort of offers. */
export const completionProviders: readonly CompletionProvider[] = [schemaKeys, schemaValues];
