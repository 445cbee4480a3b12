import type { Rule, RuleExample } from '../../server/language/lint/rule.ts';

const kinds = {
  pipeline: 'dvc.yaml',
  params: 'params files',
  workspace: 'slipway.yaml',
  model: '*.model.yaml',
  data: '*.data.yaml',
};
const marker = /^#( *)(<?)(\^+) ?(.*)$/;

/** The page of one rule: what it says, why, and its examples with what they are told. */
export function rulePage(rule: Rule): string {
  const { code, name, severity, summary, description, examples } = rule;
  const parts = [
    `# ${code} ${name}`,
    summary,
    `In ${filesOf(rule)}. Severity: ${severity}, unless \`rules\` of \`slipway.yaml\` or the setting \`slipway.lint.rules\` says otherwise.`,
    description,
    ...examples.wrong.map((example) => exampleText('Wrong', example)),
    ...examples.right.map((example) => exampleText('Right', example)),
    `To be silent about it: \`# slipway-ignore ${code}\` at the end of a line or alone above it, \`# slipway-ignore-file ${code}\` anywhere in a file, or \`rules: {${code}: "off"}\` in \`slipway.yaml\`.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** All rules, each with a line. */
export function ruleIndex(rules: readonly Rule[]): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.code}](${rule.code}.md) | ${rule.name} | ${rule.severity} | ${filesOf(rule)} | ${rule.summary.replaceAll('|', '\\|')} |`,
  );
  const head = '| code | name | severity | files | what it says |\n|---|---|---|---|---|';
  return `# Rules\n\nWhat lint says of manifests, in the editor and by \`slipway lint\`. Written from the rules themselves by \`npm run schemas\`.\n\n${head}\n${rows.join('\n')}\n`;
}

function filesOf({ kinds: own }: Rule): string {
  return own.map((kind) => `\`${kinds[kind]}\``).join(', ');
}

function exampleText(word: string, { title, files, fixed = {} }: RuleExample): string {
  const blocks = Object.entries(files).map(([file, text]) => fileBlock(file, text));
  const mended = Object.entries(fixed).map(([file, text]) => fileBlock(file, text));
  return [
    `## ${word}: ${title}`,
    ...blocks,
    ...(mended.length > 0 ? ['Mended by its quick fix:', ...mended] : []),
  ].join('\n\n');
}

function fileBlock(file: string, text: string): string {
  const lines = text.replace(/\n$/, '').split('\n').map(markedLine);
  const fence = text.includes('```') ? '````' : '```';
  return `\`${file}\`\n\n${fence}${/\.ya?ml$/.test(file) ? 'yaml' : ''}\n${lines.join('\n')}\n${fence}`;
}

/** What marks the line above, as a comment that a reader understands. */
function markedLine(line: string): string {
  const match = marker.exec(line);
  if (!match) return line;
  const [, spaces = '', fromStart = '', carets = '', message = ''] = match;
  return `#${fromStart ? '' : spaces}${carets} ${message}`.trimEnd();
}
