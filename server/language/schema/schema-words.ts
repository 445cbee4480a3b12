import type { SchemaPlace } from './schema-at.ts';

/** A place of a schema as Markdown: what it is, what is expected, its default, an example. Null where it says nothing. */
export function describePlace(place: SchemaPlace): string | null {
  const { description, expected, examples } = place;
  const [example] = examples;
  const parts = [
    description,
    expected && `Expected: ${expected}.`,
    place.default !== undefined && `Default: \`${JSON.stringify(place.default)}\`.`,
    example !== undefined &&
      `Example: \`${typeof example === 'string' ? example : JSON.stringify(example)}\``,
  ].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join('\n\n') : null;
}
