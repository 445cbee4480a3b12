import type { VersionDetails } from '../../../../schemas/protocol/registry.ts';
import type { LivePlace } from '../live-places.ts';

/** What stands below a version, in the order of its questions: where from, by which code, of which data, what it is. */
export type VersionFact =
  | { what: 'live'; place: LivePlace }
  | { what: 'description'; text: string }
  | { what: 'run'; runId: string; runName: string; deleted: boolean }
  | { what: 'no-run' }
  | { what: 'commit'; commit: string; branch: string | null; dirty: boolean }
  | { what: 'data'; context: string | null; name: string; digest: string }
  | { what: 'signature'; inputs: string[]; outputs: string[] }
  | { what: 'files'; count: number; bytes: number; flavors: string[] }
  | { what: 'source'; uri: string }
  | { what: 'tag'; key: string; value: string };

export function versionFacts(details: VersionDetails, live: readonly LivePlace[]): VersionFact[] {
  const { description, lineage, signature, files, bytes, flavors, tags, source } = details;
  const facts: VersionFact[] = live.map((place) => ({ what: 'live', place }));
  if (description !== '') facts.push({ what: 'description', text: description });
  if (lineage === null) facts.push({ what: 'no-run' });
  else {
    const { runId, runName, deleted, commit, branch, dirty, data } = lineage;
    facts.push({ what: 'run', runId, runName, deleted });
    if (commit !== null) facts.push({ what: 'commit', commit, branch, dirty });
    for (const { context, name, digest } of data) facts.push({ what: 'data', context, name, digest });
  }
  if (signature !== null)
    facts.push({ what: 'signature', inputs: signature.inputs, outputs: signature.outputs });
  if (files !== null && bytes !== null) facts.push({ what: 'files', count: files.length, bytes, flavors });
  else facts.push({ what: 'source', uri: source });
  for (const [key, value] of Object.entries(tags)) facts.push({ what: 'tag', key, value });
  return facts;
}

/** A name for a fact that no other of its version has. */
export function factKey(fact: VersionFact): string {
  if (fact.what === 'live') return `live ${fact.place.target}`;
  if (fact.what === 'data') return `data ${fact.context} ${fact.name}`;
  return fact.what === 'tag' ? `tag ${fact.key}` : fact.what;
}
