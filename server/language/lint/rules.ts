import type { Rule } from './rule.ts';
import { celSyntax } from './rules/cel-syntax.ts';
import { celType } from './rules/cel-type.ts';
import { contractMismatch } from './rules/contract-mismatch.ts';
import { deprecated } from './rules/deprecated.ts';
import { duplicateKey } from './rules/duplicate-key.ts';
import { duplicateName } from './rules/duplicate-name.ts';
import { duplicateOut } from './rules/duplicate-out.ts';
import { frozenButStale } from './rules/frozen-but-stale.ts';
import { gateHazard } from './rules/gate-hazard.ts';
import { ignoredOut } from './rules/ignored-out.ts';
import { impossibleCanary } from './rules/impossible-canary.ts';
import { missingDependency } from './rules/missing-dependency.ts';
import { missingFile } from './rules/missing-file.ts';
import { missingKey } from './rules/missing-key.ts';
import { neverFiringSchedule } from './rules/never-firing-schedule.ts';
import { overlappingOuts } from './rules/overlapping-outs.ts';
import { paramsFile } from './rules/params-file.ts';
import { refusedEntry } from './rules/refused-entry.ts';
import { secretInManifest } from './rules/secret-in-manifest.ts';
import { signatureMismatch } from './rules/signature-mismatch.ts';
import { stageCycle } from './rules/stage-cycle.ts';
import { stageNameClash } from './rules/stage-name-clash.ts';
import { undeclaredDependency } from './rules/undeclared-dependency.ts';
import { undefinedName } from './rules/undefined-name.ts';
import { undescribedColumn } from './rules/undescribed-column.ts';
import { unknownDataset } from './rules/unknown-dataset.ts';
import { unknownField } from './rules/unknown-field.ts';
import { unknownKey } from './rules/unknown-key.ts';
import { unknownMetric } from './rules/unknown-metric.ts';
import { unknownModel } from './rules/unknown-model.ts';
import { unknownParam } from './rules/unknown-param.ts';
import { unknownReference } from './rules/unknown-reference.ts';
import { unknownRuleCode } from './rules/unknown-rule-code.ts';
import { unknownStage } from './rules/unknown-stage.ts';
import { unknownTarget } from './rules/unknown-target.ts';
import { unreadableStage } from './rules/unreadable-stage.ts';
import { unsupported } from './rules/unsupported.ts';
import { unusedVars } from './rules/unused-vars.ts';
import { unwrittenMetrics } from './rules/unwritten-metrics.ts';
import { wrongValue } from './rules/wrong-value.ts';
import { yamlSyntax } from './rules/yaml-syntax.ts';

/** One line for a new rule, by code. */
export const rules: readonly Rule[] = [
  yamlSyntax,
  duplicateKey,
  unknownKey,
  wrongValue,
  missingKey,
  stageCycle,
  missingDependency,
  duplicateOut,
  overlappingOuts,
  unusedVars,
  unknownParam,
  unknownReference,
  stageNameClash,
  frozenButStale,
  undeclaredDependency,
  unwrittenMetrics,
  secretInManifest,
  unreadableStage,
  ignoredOut,
  deprecated,
  paramsFile,
  unsupported,
  neverFiringSchedule,
  undefinedName,
  refusedEntry,
  unknownRuleCode,
  missingFile,
  unknownStage,
  unknownTarget,
  unknownField,
  celSyntax,
  celType,
  gateHazard,
  signatureMismatch,
  contractMismatch,
  unknownModel,
  unknownMetric,
  impossibleCanary,
  duplicateName,
  undescribedColumn,
  unknownDataset,
];
