import { describe, expect, test } from 'vitest';
import { redactSecrets, withoutCredentials } from '../../../server/core/secrets.ts';

// Made-up keys in the shapes that their issuers document.
const aws = `AKIA${'IOSFODNN7EXAMPLE'}`;
const github = `ghp_${'a1B2c3D4'.repeat(5)}`;
const jwt = `eyJ${'hbGciOiJI'}.eyJ${'zdWIiOiIx'}.c2lnbmF0dXJl`;

describe('secrets go, names stay', () => {
  test.each([
    ['python train.py --hf-token abc123 --epochs 3', 'python train.py --hf-token *** --epochs 3'],
    ['run --password=hunter2', 'run --password=***'],
    [`run --api-key 'two words' x`, 'run --api-key *** x'],
    ['DB_PASSWORD=hunter2 python a.py', 'DB_PASSWORD=*** python a.py'],
    ['env WANDB_API_KEY="abc def" python a.py', 'env WANDB_API_KEY=*** python a.py'],
    ['psql postgres://me:pw@db/x', 'psql postgres://me:***@db/x'],
    [`git clone https://${github}@github.com/a/b`, 'git clone https://***@github.com/a/b'],
    [`aws ${aws}`, 'aws ***'],
    [`x = "${github}"`, 'x = "***"'],
    [`curl -H "Authorization: Bearer ${jwt}"`, 'curl -H "Authorization: Bearer ***"'],
    ['+api_key = "q1w2e3r4"', '+api_key = "***"'],
    ['+  "client_secret": "q1w2e3r4",', '+  "client_secret": "***",'],
    ['+password: q1w2e3r4', '+password: ***'],
    ['+SECRET=q1w2e3r4', '+SECRET=***'],
    ['https://s.blob/x?sv=1&sig=abc%3D', 'https://s.blob/x?sv=1&sig=***'],
  ])('%s', (text, expected) => expect(redactSecrets(text)).toBe(expected));

  test('a private key goes whole', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nafter';
    expect(redactSecrets(key)).toBe('-----BEGIN RSA PRIVATE KEY-----***\nafter');
  });
});

test.each([
  'python train.py --tokenizer bert --max-tokens 512 --token-limit 10',
  '+tokens = tokenizer.encode(text)',
  '+def login(password: Optional[str] = None):',
  '+token = next(stream)',
  '+keys: [a, b]',
  'pip install --index-url https://pypi.org/simple torch==2.4.0',
  'commit 3f786850e387550fdab836ed7e6dc881de23001b',
  'git@github.com:me/project.git',
])('is left as it is: %s', (text) => expect(redactSecrets(text)).toBe(text));

test('a remote loses its credentials', () => {
  expect(withoutCredentials('https://me:pw@host/a.git')).toBe('https://host/a.git');
  expect(withoutCredentials('https://token@host/a@b.git')).toBe('https://host/a@b.git');
  expect(withoutCredentials('git@host:a.git')).toBe('git@host:a.git');
});

test.each([
  'x',
  'a.',
  '-',
  '.-',
  'A=',
  'a-',
  'token',
  'token=',
  '--token ',
  '_token',
  'eyJ-',
  'a://',
  '+export ',
])('a long line costs time in proportion: "%s" over and over', (piece) => {
  const began = performance.now();
  redactSecrets(piece.repeat(200_000 / piece.length));
  // Quadratic patterns took minutes.
  expect(performance.now() - began).toBeLessThan(3000);
});
