import type { Rule } from './rule.ts';
import { duplicateKey } from './rules/duplicate-key.ts';
import { duplicateOut } from './rules/duplicate-out.ts';
import { missingDependency } from './rules/missing-dependency.ts';
import { missingKey } from './rules/missing-key.ts';
import { overlappingOuts } from './rules/overlapping-outs.ts';
import { stageCycle } from './rules/stage-cycle.ts';
import { unknownKey } from './rules/unknown-key.ts';
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
];
