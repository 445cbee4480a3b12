import type { CompletionProvider } from './completion-context.ts';
import { columns } from './providers/columns.ts';
import { commandFiles } from './providers/command-files.ts';
import { cron } from './providers/cron.ts';
import { datasets } from './providers/datasets.ts';
import { expressionNames } from './providers/expression-names.ts';
import { files } from './providers/files.ts';
import { manifests } from './providers/manifests.ts';
import { outsAsDeps } from './providers/outs-as-deps.ts';
import { params } from './providers/params.ts';
import { registeredModels } from './providers/registered-models.ts';
import { ruleCodes } from './providers/rule-codes.ts';
import { schemaKeys } from './providers/schema-keys.ts';
import { schemaValues } from './providers/schema-values.ts';
import { snippets } from './providers/snippets.ts';
import { stageNames } from './providers/stage-names.ts';
import { templateReferences } from './providers/template-references.ts';
import { tensors } from './providers/tensors.ts';
import { timeZones } from './providers/time-zones.ts';
import { trackedData } from './providers/tracked-data.ts';
import { workspaceNames } from './providers/workspace-names.ts';

/** One line for a new sort of offers. */
export const completionProviders: readonly CompletionProvider[] = [
  columns,
  commandFiles,
  cron,
  datasets,
  expressionNames,
  files,
  manifests,
  outsAsDeps,
  params,
  registeredModels,
  ruleCodes,
  schemaKeys,
  schemaValues,
  snippets,
  stageNames,
  templateReferences,
  tensors,
  timeZones,
  trackedData,
  workspaceNames,
];
