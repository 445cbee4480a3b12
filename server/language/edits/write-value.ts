import { stringify } from 'yaml';

/** A value of JSON's types as YAML on one line. */
export function writeValue(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** A text in the quotes that people write: `"22:00"`. */
export function writeQuoted(text: string): string {
  return JSON.stringify(text);
}
