import type { LanguageRequest } from './request.ts';
import { callHierarchy } from './requests/call-hierarchy.ts';
import { codeActions } from './requests/code-actions.ts';
import { codeLenses } from './requests/code-lenses.ts';
import { completion } from './requests/completion.ts';
import { definition } from './requests/definition.ts';
import { diagnostics } from './requests/diagnostics.ts';
import { documentLinks } from './requests/document-links.ts';
import { fileRenames } from './requests/file-renames.ts';
import { formatting } from './requests/formatting.ts';
import { hover } from './requests/hover.ts';
import { inlayHints } from './requests/inlay-hints.ts';
import { references } from './requests/references.ts';
import { rename } from './requests/rename.ts';
import { structure } from './requests/structure.ts';
import { symbols } from './requests/symbols.ts';

/** One line for a new request. */
export const requests: readonly LanguageRequest[] = [
  callHierarchy,
  codeActions,
  codeLenses,
  completion,
  definition,
  diagnostics,
  documentLinks,
  fileRenames,
  formatting,
  hover,
  inlayHints,
  references,
  rename,
  structure,
  symbols,
];
