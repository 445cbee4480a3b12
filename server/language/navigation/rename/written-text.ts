import { readYaml } from '../../../manifests/dvc/yaml-values.ts';
import type { Writing } from '../../references/mention.ts';

/** A text with nothing in it that YAML, a shell or a template would read as something else. */
const plainPart = /^[\p{L}\p{N}_./@%+-]+$/u;
const plainScalar = /^[\p{L}\p{N}_./-][\p{L}\p{N}_./@%+ -]*$/u;

/** Letters to put in place of others so that they say `text`; null where that cannot be written there. */
export function writtenAs(text: string, writing: Writing): string | null {
  if (writing.form === 'fixed') return null;
  if (writing.form === 'part') return plainPart.test(text) ? text : null;
  switch (writing.style) {
    case 'double-quoted':
      return JSON.stringify(text).slice(1, -1);
    case 'single-quoted':
      return text.includes('\n') ? null : text.replaceAll("'", "''");
    default:
      return isPlain(text) ? text : JSON.stringify(text);
  }
}

/** YAML reads it, without quotes and in any place, as this text. */
export function isPlain(text: string): boolean {
  return plainScalar.test(text) && !text.endsWith(' ') && readYaml(text).value === text;
}
