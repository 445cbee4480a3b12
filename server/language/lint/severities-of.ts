import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { keyText } from '../yaml/node.ts';
import type { RuleSeverity, Severities } from './check-document.ts';

const words: readonly RuleSeverity[] = ['off', 'hint', 'information', 'warning', 'error'];
const none: Severities = new Map();
const known = new WeakMap<ManifestDocument, Severities>();

/** What `rules` of the folder's `slipway.yaml` says; it counts before what settings say. */
export function severitiesOf(folder: WorkspaceFolder): Severities {
  const document = folder.document('slipway.yaml');
  if (!document) return none;
  const severities = known.get(document) ?? readSeverities(document);
  known.set(document, severities);
  return severities;
}

function readSeverities({ yaml }: ManifestDocument): Severities {
  const entries = yaml.pairsAt(['rules']).flatMap(({ pair, place }): [string, RuleSeverity][] => {
    const code = keyText(pair.key);
    const { node } = yaml.resolve({ node: pair.value, place });
    const severity = words.find((word) => node.kind === 'scalar' && node.value === word);
    return code === null || severity === undefined ? [] : [[code, severity]];
  });
  return new Map(entries);
}
