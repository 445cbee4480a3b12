import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isSeq, LineCounter, parseDocument } from 'yaml';
import type { ModelFile, Tensor } from '../../schemas/manifests/model.ts';
import { UserError } from '../core/user-error.ts';
import { manifestSchemaOf } from '../language/schema/manifest-schemas.ts';
import { checkValue } from '../manifests/schema/check-value.ts';
import { describeFault } from '../manifests/schema/describe-fault.ts';
import { offsetAt } from '../manifests/workspace/manifest-places.ts';
import { openFolder } from '../workspace-facts/open-folder.ts';
import type { DeclaredGate } from './evaluate-gates.ts';

/** A `*.model.yaml` as a release needs it. */
export interface ModelManifest {
  /** Path from the workspace folder, with forward slashes. */
  file: string;
  /** Of the file's bytes, lower-case hex SHA-256. */
  digest: string;
  model: string;
  /** As it is written. */
  artifact: string;
  gates: DeclaredGate[];
  /** Null: it names none. */
  stage: string | null;
  /** Path from the workspace folder; null: it names none. */
  evaluationData: string | null;
  /** Null: it names none. */
  signature: { inputs: Tensor[]; outputs: Tensor[] } | null;
  slo: Readonly<Record<string, number>>;
  /** Alias of the version that is live; null: it names none. */
  alias: string | null;
}

const largest = 1 << 18;

/**
 * The manifest of a registered model; null where there is none.
 * @throws UserError `SLW-MANIFEST-INVALID`, `SLW-MANIFEST-TWICE`
 */
export function findModelManifest(folder: string, model: string): ModelManifest | null {
  const found = openFolder(folder)
    .folder.documentsOf('model')
    .filter(({ yaml }) => {
      const name = yaml.find(['name'])?.node;
      return name?.kind === 'scalar' && name.value === model;
    })
    .map(({ location }) => location);
  const [file, other] = found;
  if (file === undefined) return null;
  if (other !== undefined)
    throw new UserError(
      'SLW-MANIFEST-TWICE',
      `Two manifests are of the model "${model}": ${file} and ${other}.`,
      'Change the "name" of one of them.',
    );
  return parseModelManifest(file, readFileSync(join(folder, file)));
}

/** @throws UserError `SLW-MANIFEST-INVALID`: a gate that cannot be read is none that passes */
export function parseModelManifest(file: string, bytes: Buffer): ModelManifest {
  if (bytes.length > largest)
    throw invalid(file, 1, `the file has ${bytes.length} bytes; at most ${largest} are read`);
  const lines = new LineCounter();
  const document = parseDocument(bytes.toString('utf8'), {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
  });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const [error] = document.errors;
  if (error) throw invalid(file, lineAt(error.pos[0]), error.message);
  const content: unknown = document.toJS({ maxAliasCount: 100 });
  const schema = manifestSchemaOf('model');
  const [fault] = schema ? checkValue(schema, content) : [];
  if (fault) {
    const line = lineAt(offsetAt(document, fault.path.map(String), 'value'));
    throw invalid(file, line, describeFault(fault));
  }
  const value = content as ModelFile;
  const gates = document.get('gates', true);
  const lineOf = (index: number) => {
    const item: unknown = isSeq(gates) ? gates.items[index] : undefined;
    const range = typeof item === 'object' && item !== null && 'range' in item ? item.range : null;
    return lineAt(Array.isArray(range) ? Number(range[0]) : 0);
  };
  return {
    file,
    digest: createHash('sha256').update(bytes).digest('hex'),
    model: value.name,
    artifact: value.artifact,
    gates: (value.gates ?? []).map(({ name, expr, when }, index) => ({
      name,
      expr,
      when: when ?? null,
      line: lineOf(index),
    })),
    stage: value.evaluate?.stage ?? null,
    evaluationData:
      value.data?.evaluation === undefined ? null : posix.join(posix.dirname(file), value.data.evaluation),
    signature: value.signature ?? null,
    slo: { ...value.slo },
    alias: value.deploy?.alias ?? null,
  };
}

function invalid(file: string, line: number, message: string): UserError {
  return new UserError('SLW-MANIFEST-INVALID', `${file}:${line}: ${message}`, 'Nothing was evaluated.');
}
