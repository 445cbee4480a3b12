const letters = [...'bcdefghij'];

/** Attacks, and what people write by mistake. */
export const strangeTexts: Record<string, string> = {
  'an alias bomb': `a: &a [x, x, x, x, x, x, x, x, x]\n${letters
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(', ')}]\n`)
    .join('')}`,
  'an anchor that holds itself': 'stages: &a\n  b: *a\n',
  'merge keys in a circle': 'stages:\n  a: &a\n    <<: *b\n  b: &b\n    <<: *a\n',
  'deep nesting': `stages: ${'['.repeat(5_000)}`,
  'deep nesting in blocks': Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  tabs: 'stages:\n\ta:\n\t\tcmd: x\n',
  'a BOM': '\uFEFFstages:\n  a:\n    cmd: x\n',
  'line breaks of Windows': 'stages:\r\n  a:\r\n    cmd: x\r\n',
  'line breaks of old Macs': 'stages:\r  a:\r    cmd: x\r',
  emoji: `stages:\n  "😀":\n    cmd: "😀 \${😀.x}"\n    deps: ["😀"]\n`,
  'halves of an emoji': 'stages:\n  "\uD83D":\n    cmd: x \uDE00\n    deps: [\uD83D]\n',
  'several documents': 'stages: {}\n---\nstages: {}\n...\n',
  Jinja: 'stages:\n  {% for x in y %}\n  a{{ x }}:\n    cmd: {{ x }}\n  {% endfor %}\n',
  Helm: 'a:\n  {{- if .Values.x }}\n  b: {{ .Values.x | quote }}\n  {{- end }}\n',
  'a NUL': 'stages:\n  a:\n    cmd: "\0"\n',
  'a key that is a mapping': '? {a: 1}\n: stages\n',
  'names of prototypes': 'stages:\n  __proto__:\n    cmd: x\n  constructor:\n    cmd: y\n',
  'template brackets that never end': `stages:\n  a:\n    cmd: ${'${'.repeat(2_000)}\n`,
};

/** Texts of a length that nobody writes, which are answered quickly all the same. */
export const hugeTexts: Record<string, () => string> = {
  'ten megabytes': () => 'stages:\n'.padEnd(10_000_000, '  a: b\n'),
  'a megabyte on one line': () => `a: ${'x'.repeat(1_000_000)}`,
  'a list of ten thousand items on one line': () => `a: [${'x, '.repeat(10_000)}]`,
  'four thousand stages': () =>
    `stages:\n${Array.from({ length: 4_000 }, (_, index) => `  s${index}:\n    cmd: python x.py --a b\n    outs: [o${index}]\n`).join('')}`,
  'a hundred thousand brackets': () => '['.repeat(100_000),
};
