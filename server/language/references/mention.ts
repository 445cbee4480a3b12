import type { Range } from 'vscode-languageserver-types';
import type { Lines } from '../yaml/lines.ts';
import type { ScalarNode } from '../yaml/node.ts';
import type { ManifestSymbol } from './symbol.ts';

/** A text that mentions lie in: a section of a manifest, or a whole file of another format. */
export interface TextPiece {
  readonly text: string;
  readonly lines: Lines;
}

export type Role = 'definition' | 'reference';

/** How the letters of a mention may be changed. */
export type Writing =
  /** They are all of a scalar, which may get quotes. */
  | { form: 'scalar'; style: ScalarNode['style'] }
  /** They stand within a longer text: nothing can be put around them. */
  | { form: 'part' }
  /** `why`: what is said to who wants them changed. */
  | { form: 'fixed'; why: string };

/** What reads or writes a file. */
export type PathUse = 'dep' | 'out' | 'params' | 'wdir' | 'cmd' | 'other';

/** Of a mention of a file. */
export interface WrittenPath {
  use: PathUse;
  /** Folder that the path is relative to; null for that of the manifest itself. */
  base: string | null;
}

/** A place in a text that names something. */
export interface Mention {
  symbol: ManifestSymbol;
  role: Role;
  piece: TextPiece;
  /** Of the letters that name it, from the start of the piece. */
  start: number;
  end: number;
  writing: Writing;
  path: WrittenPath | null;
  /** It only looks like a name: a word of a command may be a file. It counts where there is such a thing. */
  isHint: boolean;
}

/** A mention where it stands now. */
export interface Occurrence extends Readonly<Mention> {
  location: string;
  unit: Unit;
  /** Where its piece begins. */
  line: number;
  readonly range: Range;
}

/** Mentions that were found together, and are lost together when what they were found in changes. */
export interface Unit {
  /** Of the file that they stand in. */
  readonly location: string;
  readonly mentions: readonly Mention[];
}

export const part: Writing = { form: 'part' };

/** All of a scalar, with the quotes that it has. One object for all of a style: there are very many. */
export const wholeScalar: Record<ScalarNode['style'], Writing> = {
  plain: { form: 'scalar', style: 'plain' },
  'single-quoted': { form: 'scalar', style: 'single-quoted' },
  'double-quoted': { form: 'scalar', style: 'double-quoted' },
  block: { form: 'scalar', style: 'block' },
};
