const mask = '***';

/**
 * All patterns run in linear time, for a diff may hold a line of a megabyte (an image in a notebook): what may be long
 * is tried from one place of a word only, or is bounded.
 */
const secretWord = `(?:token|password|passwd|pwd|passphrase|secret|credentials?|(?:api|access|secret|private|account|auth|signing)[-_]?key|apikey)`;
/** A name that ends in one of these holds a secret: `--hf-token`, `DB_PASSWORD`, but not `--tokenizer`. */
const secretName = String.raw`(?:[\w.-]*[-_.])?${secretWord}`;
const quoted = String.raw`'[^'\n]*'|"[^"\n]*"`;

const rules: [pattern: RegExp, replacement: string][] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, `-----BEGIN $1-----${mask}`],
  // scheme://user:password@host and scheme://token@host
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/:@'"]+):[^\s/@'"]+@/gi, `$1$2:${mask}@`],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/:@'"]{12,}@/gi, `$1${mask}@`],
  [/\b(Bearer|Basic) +[\w.~+/=-]{8,}/g, `$1 ${mask}`],
  [/([?&](?:sig|signature|token|key|api_key|access_token|X-Amz-Signature)=)[^\s&'"]+/gi, `$1${mask}`],
  // --token VALUE, --token=VALUE, -password VALUE
  [
    new RegExp(String.raw`((?<![\w.-])--?${secretName})(=|\s+)(?!-)(?:${quoted}|[^\s'"]+)`, 'gi'),
    `$1$2${mask}`,
  ],
  // NAME=VALUE in a shell or an env file
  [
    new RegExp(
      String.raw`((?<=^[+-]?|[\s'"+])(?:export +)?${secretName}=)(?:${quoted}|[^\s'"(]+)(?=$|[\s'";&|])`,
      'gim',
    ),
    `$1${mask}`,
  ],
  // name = "value", "name": "value" in code and configuration
  [new RegExp(String.raw`(${secretWord}["']?\s*[:=]\s*[rbuf]?)(["'])[^"'\n]{4,}\2`, 'gi'), `$1$2${mask}$2`],
  // name: value in YAML; a digit tells a secret from a type
  [new RegExp(String.raw`(${secretWord}:[ \t]+)(?=\S*\d)[^\s'"()[\]{},]{6,}$`, 'gim'), `$1${mask}`],
];

/** Keys that are known by their shape wherever they stand. */
const shapes = [
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g,
  /\bgithub_pat_\w{20,}\b/g,
  /\bglpat-[\w-]{20,}/g,
  /\bhf_[A-Za-z0-9]{20,}\b/g,
  /\bsk-[A-Za-z0-9_-]{20,}/g,
  /\bxox[abprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{35}/g,
  /\bdapi[0-9a-f]{32}\b/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bpypi-[\w-]{50,}/g,
  /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,}\.[\w-]+/g,
];

/**
 * `text` (a command line, a diff, a URL) without what looks like a secret: values of secret-sounding flags,
 * variables and fields, credentials in URLs, private keys, and keys of known shape. Names stay readable.
 */
export function redactSecrets(text: string): string {
  const named = rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
  return shapes.reduce((rest, shape) => rest.replace(shape, mask), named);
}

/** A repository's address without user and password: it need not be known who cloned it. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}

/** Where a text holds what looks like a secret: the secret alone, in the order of the text; offsets in UTF-16 code units. */
export function secretsIn(text: string): { start: number; end: number }[] {
  const spans = [
    ...rules.flatMap(([pattern, replacement]) =>
      [...text.matchAll(pattern)].map((match) => maskedSpan(match, match[0].replace(pattern, replacement))),
    ),
    ...shapes.flatMap((shape) =>
      [...text.matchAll(shape)].map(({ 0: found, index }) => ({ start: index, end: index + found.length })),
    ),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return spans.filter((span) => {
    const isApart = span.start >= end;
    if (isApart) end = span.end;
    return isApart;
  });
}

/** What of a match the mask takes the place of. */
function maskedSpan({ 0: found, index }: RegExpExecArray, masked: string): { start: number; end: number } {
  const at = masked.lastIndexOf(mask);
  const tail = masked.length - at - mask.length;
  return { start: index + at, end: index + found.length - tail };
}
