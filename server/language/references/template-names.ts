/** One step of `train.layers[0]`, with its place in the text. */
export interface NameStep {
  text: string;
  start: number;
  end: number;
}

const placeholder = /(?<!\\)\$\{([^\n]*?)\}/g;

/** The steps of each `${…}` in a piece of a text. */
export function templateNames(text: string, from: number, to: number): NameStep[][] {
  const letters = text.slice(from, to);
  if (!letters.includes('${')) return [];
  return [...letters.matchAll(placeholder)].map((match) => nameSteps(match[1] ?? '', from + match.index + 2));
}

/** The steps of a dotted name that begins at an offset; `[0]` is a step too. */
export function nameSteps(name: string, offset: number): NameStep[] {
  return [...name.matchAll(/[^.[\]\s]+/g)].map((match) => ({
    text: match[0],
    start: offset + match.index,
    end: offset + match.index + match[0].length,
  }));
}

export function hasTemplate(text: string): boolean {
  return text.search(placeholder) >= 0;
}
