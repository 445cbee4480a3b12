import { templatesOf } from '../../manifests/dvc/template.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import { childrenOf, type YamlNode } from '../yaml/node.ts';
import type { Section } from '../yaml/section.ts';

/** Of LSP's own names, which every theme colours. */
export const tokenTypes = ['class', 'variable', 'type'] as const;
export const tokenModifiers = ['declaration'] as const;

interface Token {
  line: number;
  character: number;
  length: number;
  type: (typeof tokenTypes)[number];
  declares: boolean;
}

/**
 * What YAML's grammar cannot tell: names of stages, names within `${…}`, anchors and what refers to them. As LSP packs them: five numbers
 * a token, each place relative to the one before.
 */
export function semanticTokens({ yaml, kind }: ManifestDocument): number[] {
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const { section, line: first, path } of yaml.sections) {
    const tokens = section.remember(tokensOf);
    const stages = kind === 'pipeline' ? section.remember(path[0] === 'stages' ? ownKeys : stageKeys) : [];
    const all = [...tokens, ...stages].sort((a, b) => a.line - b.line || a.character - b.character);
    for (const token of all) {
      const at = first + token.line;
      const type = tokenTypes.indexOf(token.type);
      data.push(
        at - line,
        at === line ? token.character - character : token.character,
        token.length,
        type,
        Number(token.declares),
      );
      [line, character] = [at, token.character];
    }
  }
  return data;
}

function tokensOf(section: Section): Token[] {
  const tokens: Token[] = [];
  const add = (start: number, length: number, type: Token['type'], declares = false) =>
    tokens.push({ ...section.lines.positionAt(start), length, type, declares });
  const look = (node: YamlNode) => {
    if (node.kind === 'alias') add(node.start, node.end - node.start, 'type');
    if (node.kind === 'scalar' && typeof node.value === 'string') {
      const source = section.text.slice(node.start, node.end);
      for (const { start, text } of templatesOf(source)) add(node.start + start, text.length, 'variable');
    }
    for (const child of childrenOf(node)) look(child);
  };
  if (section.root) look(section.root);
  return tokens;
}

/** Stages of a section that holds the entries of `stages` itself. */
function ownKeys(section: Section): Token[] {
  return keyTokens(section, section.root);
}

function stageKeys(section: Section): Token[] {
  if (section.root?.kind !== 'map') return [];
  const stages = section.root.pairs.find(({ key }) => key.kind === 'scalar' && key.value === 'stages');
  return keyTokens(section, stages?.value ?? null);
}

function keyTokens({ lines }: Section, mapping: YamlNode | null): Token[] {
  if (mapping?.kind !== 'map') return [];
  return mapping.pairs.map(({ key }) => ({
    ...lines.positionAt(key.start),
    length: key.end - key.start,
    type: 'class',
    declares: true,
  }));
}
