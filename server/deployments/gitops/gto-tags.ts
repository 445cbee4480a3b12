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

/**
 * The next tag that assigns a stage, `fraud#production#4`, or takes it away, `fraud#production!#5`: all tags of an artifact are
 * counted together.
 * @param tags names of all tags that there are
 */
export function stageTag(
  artifact: string,
  stage: string,
  tags: readonly string[],
  change: 'assign' | 'unassign',
): string {
  const numbers = tags
    .filter((tag) => tag.startsWith(`${artifact}#`))
    .map((tag) => Number(/#(\d+)$/.exec(tag)?.[1] ?? 0));
  const next = Math.max(0, ...numbers) + 1;
  return `${artifact}#${stage}${change === 'unassign' ? '!' : ''}#${next}`;
}
