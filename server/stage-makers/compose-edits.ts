import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEdit, StageChoice } from '../../schemas/protocol/stage-makers.ts';
import { type PythonValue, pythonEqual, pythonText } from '../core/python-value.ts';
import { UserError } from '../core/user-error.ts';
import { addEntry, valueAt } from '../manifests/dvc/add-entry.ts';
import { ManifestFault } from '../manifests/dvc/fault.ts';
import { isWithin, joinLocation } from '../manifests/dvc/location.ts';
import { readYaml } from '../manifests/dvc/yaml-values.ts';
import { type SurveyedPipelines, surveyPipelines } from '../pipelines/pipeline-workspace.ts';
import { isOutside } from './choose-paths.ts';
import { paramsFile, stageDefinition } from './stage-definition.ts';
import type { StageDraft } from './stage-draft.ts';
import { locationOf } from './stage-site.ts';

/**
 * The texts of dvc.yaml and params.yaml with the stage in them; all that was there stays as it was.
 * @throws UserError `SLW-STAGE-…`, with nothing written, where the stage could not run or would break another
 */
export async function composeEdits(
  folder: string,
  draft: StageDraft,
  choice: StageChoice,
): Promise<FileEdit[]> {
  const { site } = draft;
  const before = surveyPipelines(folder);
  refuseChoice(draft, choice, before);
  const edits: FileEdit[] = [];
  const chosen = draft.params.filter(({ name }) => choice.params.includes(name));
  if (chosen.length > 0) {
    const file = join(site.root, site.folder, paramsFile);
    const text = textOf(file);
    let after = text ?? '';
    for (const { name, value } of chosen)
      if (valueIn(after, file, [choice.name, name]) === undefined)
        after = added(file, after, [choice.name], name, value);
    if (after !== text) edits.push({ file, before: text, after });
  }
  const file = join(site.root, site.file);
  const text = textOf(file);
  const definition = await stageDefinition(draft, choice);
  edits.unshift({ file, before: text, after: added(file, text ?? '', ['stages'], choice.name, definition) });
  edits.push(...draft.furtherEdits(choice));
  refuseNewProblems(folder, site.root, edits, before);
  return edits;
}

/** Params whose value in params.yaml is another one, which stays. */
export function keptValues(draft: StageDraft): string[] {
  const file = join(draft.site.root, draft.site.folder, paramsFile);
  const text = textOf(file) ?? '';
  return draft.params.flatMap(({ name, value }) => {
    const known = valueIn(text, file, [draft.name, name]);
    if (known === undefined || pythonEqual(known, value)) return [];
    return [`${paramsFile} has ${draft.name}.${name} already, with another value, which stays.`];
  });
}

/** As params.yaml would hold it, on one line. */
export function valueInWords(value: PythonValue): string {
  if (Array.isArray(value)) return `[${value.map(valueInWords).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${key}: ${valueInWords(item)}`).join(', ')}}`;
  return typeof value === 'string' ? value : pythonText(value);
}

function refuseChoice(draft: StageDraft, { paths }: StageChoice, { order }: SurveyedPipelines): void {
  const { site } = draft;
  const made = order.flatMap(({ outs }) => outs.map(({ location }) => location));
  for (const { path, role } of paths) {
    const location = joinLocation(site.workingFolder, path);
    if (isOutside(location))
      throw new UserError(
        'SLW-STAGE-OUTSIDE',
        `${path} lies outside ${site.root}: another machine would not find it there.`,
        'Copy it into the folder, or leave it out.',
      );
    const isMade = made.some((out) => isWithin(location, out) || isWithin(out, location));
    if (role === 'dep' && !isMade && !existsSync(join(site.root, location)))
      throw new UserError(
        'SLW-STAGE-DEP-MISSING',
        `${path} is not there, and no stage makes it, so the stage could not run.`,
        'Leave it out, or make it first.',
      );
  }
  if (paths.some(({ role }) => role !== 'dep')) return;
  const refused = draft.paths.filter(({ role, chosen }) => role !== 'dep' && !chosen);
  throw new UserError(
    'SLW-STAGE-NO-OUTS',
    [
      'A stage is run for what it writes, and this one has no out, metric or plot.',
      ...refused.map(({ location, why }) => `${location}: ${why}.`),
    ].join('\n'),
    'Name what it writes: --out PATH.',
  );
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function valueIn(text: string, file: string, path: string[]): PythonValue | undefined {
  const { value, problems } = readYaml(text);
  const [problem] = problems;
  if (problem) throw refusal(`${file}:${problem.line}:${problem.column}: ${problem.message}`);
  return valueAt(value, path);
}

function added(file: string, text: string, path: string[], key: string, value: PythonValue): string {
  try {
    return addEntry(text, path, key, value);
  } catch (error) {
    if (error instanceof ManifestFault) throw refusal(`${file}: ${error.message}`);
    throw error;
  }
}

/** What is wrong with the pipelines now is not the new stage's fault, but nothing is added to what cannot be read. */
function refuseNewProblems(folder: string, root: string, edits: FileEdit[], before: SurveyedPipelines): void {
  const [broken] = before.problems;
  if (broken) throw refusal(`${broken.file}:${broken.line}:${broken.column}: ${broken.message}`);
  const drafts = new Map(edits.map(({ file, after }) => [locationOf(root, file), after]));
  const { problems } = surveyPipelines(folder, { texts: drafts });
  if (problems.length > 0) throw refusal([...new Set(problems.map(({ message }) => message))].join('\n'));
}

function refusal(message: string): UserError {
  return new UserError('SLW-STAGE-REFUSED', message, 'Nothing was written.');
}
