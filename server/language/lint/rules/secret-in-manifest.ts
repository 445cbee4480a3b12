import { secretsIn } from '../../../core/secrets.ts';
import type { Section } from '../../yaml/section.ts';
import type { Rule } from '../rule.ts';

export const secretInManifest: Rule = {
  code: 'SW121',
  name: 'secret-in-manifest',
  severity: 'warning',
  summary: 'A value looks like a secret.',
  description:
    'Manifests are read by everyone who has the repository, and stay in its history. Let the program read the secret from the environment, take it out of here, and replace it where it is in use: whoever saw the file knows it.',
  kinds: ['pipeline', 'params', 'workspace', 'model', 'data'],
  check({ document: { yaml }, report }) {
    for (const place of yaml.sections)
      for (const span of place.section.remember(likelySecrets))
        report(yaml.rangeOf(span, place), 'this looks like a secret; keep it in the environment instead');
  },
  examples: {
    wrong: [
      {
        title: 'A key of known shape, a password in an address',
        files: {
          'params.yaml': `hub:
  token: "hf_abcdefghijklmnopqrstuvwx1234"
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ looks like a secret
database: postgres://me:correct-horse9@db.example.com/x
#                       ^^^^^^^^^^^^^^ looks like a secret
`,
        },
      },
      {
        title: 'An option of a command',
        files: {
          'dvc.yaml': `stages:
  fetch:
    cmd: fetch --api-key 7f3c9a0b12de44
#                        ^^^^^^^^^^^^^^ looks like a secret
`,
        },
      },
    ],
    right: [
      {
        title: 'Names, placeholders, tokens of a language model',
        files: {
          'dvc.yaml': `stages:
  fetch:
    cmd: fetch --token \${token} --password "$DB_PASSWORD" --key-file k.pem
`,
          'params.yaml': `eos_token: "<|endoftext|>"
pad_token: "[PAD]"
max_token: 100000
token: tokens/bpe-32k
password: changeme
`,
        },
      },
    ],
  },
};

function likelySecrets({ text }: Section): { start: number; end: number }[] {
  return secretsIn(text).filter(({ start, end }) => isLikely(text.slice(start, end)));
}

/** Not what stands in for one, a number, or the name of a file. */
function isLikely(value: string): boolean {
  const hasBoth = /\d/.test(value) && /[A-Za-z]/.test(value);
  const isStandIn = /[<>[\]{}|$%*]|^(?:xxx|changeme|example|placeholder|none|null|true|false)/i.test(value);
  const isPath =
    /^(?:\.{0,2}\/)?[\w.-]+\/|\.(?:pem|key|json|ya?ml|txt|env|crt)$/.test(value) && !value.includes('\n');
  return value.startsWith('-----BEGIN') || (value.length >= 8 && hasBoth && !isStandIn && !isPath);
}
