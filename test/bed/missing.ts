/** Something that this machine lacks, so that the tests that need it are skipped and not failed. */
export class Missing extends Error {}
