import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rules } from '../../server/language/lint/rules.ts';
import type { JsonSchema } from '../../server/manifests/schema/json-schema.ts';
import { ManifestSchema } from '../../server/manifests/schema/manifest-schema.ts';
import { referencePage } from './reference.ts';
import { ruleIndex, rulePage } from './rule-pages.ts';
import { typesOfSchema } from './types.ts';

interface ManifestPage {
  schema: string;
  /** What users call the file. */
  file: string;
  typeName: string;
  /** A whole one to begin the page with. */
  example: string | null;
}

const pages: ManifestPage[] = [
  {
    schema: 'slipway',
    file: 'slipway.yaml',
    typeName: 'WorkspaceFile',
    example: 'test/workspaces/release/slipway.yaml',
  },
  {
    schema: 'model',
    file: '*.model.yaml',
    typeName: 'ModelFile',
    example: 'test/workspaces/release/fraud.model.yaml',
  },
  {
    schema: 'data',
    file: '*.data.yaml',
    typeName: 'DataFile',
    example: 'test/workspaces/release/transactions.data.yaml',
  },
  { schema: 'dvc', file: 'dvc.yaml', typeName: 'PipelineFile', example: null },
];

/**
 * Writes the types and the reference page of every manifest from its schema, and the page of every rule from the rule; with
 * `--check` says what differs and fails.
 */
const check = process.argv.includes('--check');
mkdirSync('docs/manifests', { recursive: true });
for (const { schema: name, file, typeName, example } of pages) {
  const source = `schemas/manifests/${name}.schema.json`;
  const schema: JsonSchema = JSON.parse(readFileSync(source, 'utf8'));
  const sample = example === null ? '' : readFileSync(example, 'utf8');
  write(`schemas/manifests/${name}.ts`, typesOfSchema(schema, typeName, source));
  write(`docs/manifests/${name}.md`, referencePage(new ManifestSchema(schema), file, sample));
}
mkdirSync('docs/rules', { recursive: true });
write('docs/rules/README.md', ruleIndex(rules));
for (const rule of rules) write(`docs/rules/${rule.code}.md`, rulePage(rule));

function write(file: string, content: string): void {
  const current = existsSync(file) ? readFileSync(file, 'utf8') : null;
  if (current === content) return;
  if (!check) writeFileSync(file, content);
  else {
    console.error(`${file} is not what its source says: npm run schemas`);
    process.exitCode = 1;
  }
}
