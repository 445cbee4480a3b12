/**
 * A name in the grammar of GTO (Git Tag Ops), for an artifact or a stage: lower-case letters, digits, `-` and `/`, beginning and
 * ending with a letter or a digit. Whatever else there is becomes `-`.
 */
export function gtoName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9/-]+/g, '-')
    .replace(/\/{2,}/g, '/')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return plain === '' ? 'model' : plain;
}

/** The tag that registers a version: `fraud@v3.0.0` for version 3 of `fraud`. */
export function versionTag(artifact: string, version: string): string {
  return `${artifact}@v${Number(version)}.0.0`;
}

/** Assigns a stage, `fraud#production#4`, or takes it away, `fraud#production!#5`. */
export function stageTag(
  artifact: string,
  stage: string,
  number: number,
  change: 'assign' | 'unassign',
): string {
  return `${artifact}#${stage}${change === 'unassign' ? '!' : ''}#${number}`;
}

/** All tags of an artifact are counted together. @param tags names of all tags that there are */
export function nextNumber(artifact: string, tags: readonly string[]): number {
  const numbers = tags
    .filter((tag) => tag.startsWith(`${artifact}#`) || tag.startsWith(`${artifact}@`))
    .map((tag) => Number(/#(\d+)$/.exec(tag)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

/**
 * The commits to which a stage is still assigned. To GTO a stage that is taken from one version is that of the version before, as
 * long as it is not taken from that one too.
 * @param tags of all artifacts, in the order of their dates
 */
export function assignedCommits(
  artifact: string,
  stage: string,
  tags: readonly { name: string; commit: string }[],
): string[] {
  const assigned = new Map<string, boolean>();
  for (const { name, commit } of tags) {
    const rest = name.startsWith(`${artifact}#${stage}`)
      ? name.slice(artifact.length + stage.length + 1)
      : null;
    if (rest !== null && /^!?(#\d+)?$/.test(rest)) assigned.set(commit, !rest.startsWith('!'));
  }
  return [...assigned].flatMap(([commit, is]) => (is ? [commit] : []));
}
