import {
  isMapping,
  type PythonMapping,
  type PythonValue,
  pythonText,
  pythonTypeName,
} from '../../core/python-value.ts';
import { ManifestFault, type ValuePath } from './fault.ts';
import { fillIn, isWholeTemplate, scalarText, type TemplateStyle, type TemplateValues } from './template.ts';
import { named } from './template-values.ts';

/** More are a mistake, and would hold up everything else. */
const mostMembers = 50_000;

/** One stage of a group: what its name has after the `@`, and what its templates see besides all else. */
export interface GroupMember {
  key: string;
  values: TemplateValues;
}

/** @throws ManifestFault where `foreach` is, or leads to, neither a list nor a mapping */
export function foreachMembers(
  foreach: PythonValue,
  values: TemplateValues,
  style: TemplateStyle,
  path: ValuePath,
): GroupMember[] {
  const filled = fillIn(foreach, values, style, path);
  if (isMapping(filled))
    return unique(
      [...filled].map(([key, item]) => {
        const text = keyText(key, false);
        return { key: text, values: memberValues(item, text) };
      }),
    );
  if (!Array.isArray(filled))
    throw new ManifestFault(path, `foreach is a ${pythonTypeName(filled)}; expected a list or a mapping`);
  const composite = filled.some(isComposite);
  return unique(
    filled.map((item, index) => ({
      key: composite ? String(index) : keyText(item, isFilledIn(foreach, index)),
      values: memberValues(item),
    })),
  );
}

/** One member for each combination, the last key varying fastest. */
export function matrixMembers(
  matrix: PythonMapping,
  values: TemplateValues,
  style: TemplateStyle,
  path: ValuePath,
): GroupMember[] {
  let combinations: { fragments: string[]; item: PythonMapping }[] = [{ fragments: [], item: new Map() }];
  for (const [axis, written] of matrix) {
    const axisPath = [...path, String(axis)];
    const filled = fillIn(written, values, style, axisPath);
    if (!Array.isArray(filled))
      throw new ManifestFault(axisPath, `"${axis}" is a ${pythonTypeName(filled)}; expected a list`);
    if (combinations.length * filled.length > mostMembers)
      throw new ManifestFault(
        axisPath,
        `the matrix makes more than ${mostMembers} stages; leave out an axis, or values of it`,
      );
    combinations = combinations.flatMap(({ fragments, item }) =>
      filled.map((value, index) => ({
        fragments: [
          ...fragments,
          isComposite(value) ? `${axis}${index}` : keyText(value, isFilledIn(written, index)),
        ],
        item: new Map(item).set(axis, value),
      })),
    );
  }
  return unique(
    combinations.map(({ fragments, item }) => {
      const key = fragments.join('-');
      return { key, values: memberValues(item, key) };
    }),
  );
}

function memberValues(item: PythonValue, key?: string): TemplateValues {
  const values: TemplateValues = new Map([['item', named(item)]]);
  return key === undefined ? values : values.set('key', key);
}

function isComposite(value: PythonValue): value is PythonValue[] | PythonMapping {
  return Array.isArray(value) || isMapping(value);
}

/** DVC names what a template brought in by Python's `str`, and what stands in the list itself by its own rule. */
function isFilledIn(written: PythonValue, index: number): boolean {
  if (typeof written === 'string') return true;
  const item = Array.isArray(written) ? written[index] : null;
  return typeof item === 'string' && isWholeTemplate(item);
}

function keyText(value: PythonValue, filledIn: boolean): string {
  if (isComposite(value)) return '';
  return filledIn ? pythonText(value) : scalarText(value);
}

/** The last of those with one key stays, in the place of the first: as in a dict. */
function unique(members: GroupMember[]): GroupMember[] {
  return [...new Map(members.map((member) => [member.key, member])).values()];
}
