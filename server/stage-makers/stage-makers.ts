import { join, posix } from 'node:path';
import type { StartContext } from '../../schemas/protocol/executions.ts';
import type { FileEdit, StageChoice, StageOffer, StageSource } from '../../schemas/protocol/stage-makers.ts';
import { UserError } from '../core/user-error.ts';
import { writeAtomically } from '../pipelines/atomic-file.ts';
import { renderCommand } from './command-line.ts';
import { composeEdits, keptValues, valueInWords } from './compose-edits.ts';
import { draftFromCommand } from './draft-from-command.ts';
import { draftFromNotebook } from './draft-from-notebook.ts';
import { lastNotebookRun, notebookRun } from './notebook-run.ts';
import { recipeOfRun } from './run-recipe.ts';
import type { RunRecords } from './run-records.ts';
import type { StageDraft } from './stage-draft.ts';

type Request = StartContext & { source: StageSource };

/** Makes stages of notebooks and runs. Every call looks again at what is there: between them a person thinks. */
export class StageMakers {
  readonly #records: RunRecords;

  constructor(records: RunRecords) {
    this.#records = records;
  }

  async offer(request: Request & { name?: string }): Promise<StageOffer> {
    const draft = await this.#draft(request, request.name);
    const { name, site, command, paths, params, untaggedParameters, notes } = draft;
    const proposed = params.filter(({ chosen }) => chosen).map((param) => param.name);
    return {
      name,
      file: join(site.root, site.file),
      command: renderCommand(command, name, new Set(proposed)),
      workingFolder:
        site.workingFolder === site.folder ? null : posix.relative(site.folder, site.workingFolder),
      paths: paths.map(({ location, ...rest }) => ({
        ...rest,
        path: posix.isAbsolute(location) ? location : posix.relative(site.workingFolder, location) || '.',
      })),
      params: params.map(({ value, ...rest }) => ({ ...rest, value: valueInWords(value) })),
      untaggedParameters,
      notes: [...notes, ...keptValues(draft)],
    };
  }

  async preview(request: Request & { choice: StageChoice }): Promise<FileEdit[]> {
    const draft = await this.#draft(request, request.choice.name);
    return composeEdits(this.#records.folder, draft, request.choice);
  }

  /** @throws UserError `SLW-STAGE-CHANGED` where it would not be what was confirmed */
  async write(request: Request & { choice: StageChoice; confirmed: FileEdit[] }): Promise<void> {
    const edits = await this.preview(request);
    if (JSON.stringify(edits) !== JSON.stringify(request.confirmed))
      throw new UserError(
        'SLW-STAGE-CHANGED',
        'The files are no longer what they were when you looked at the changes.',
        'Nothing was written. Look at the changes again.',
      );
    // Params first: a stage is never there without them.
    for (const { file, after } of [...edits].reverse()) await writeAtomically(file, after);
  }

  async #draft(request: Request, name: string | undefined): Promise<StageDraft> {
    const { folder, tracker, table } = this.#records;
    const { source } = request;
    if (source.kind === 'notebook') {
      const { file, takesFirstCell } = source;
      const run = await lastNotebookRun(this.#records, file);
      return draftFromNotebook(folder, request, { file, takesFirstCell, given: {}, run }, name);
    }
    const run = await tracker.getRun(source.runId);
    const recipe = recipeOfRun(run, table);
    if (recipe.kind !== 'notebook') return draftFromCommand(this.#records, run, recipe, name);
    const { file, parameters: given } = recipe;
    const own = await notebookRun(this.#records, source.runId, file);
    return draftFromNotebook(folder, request, { file, takesFirstCell: true, given, run: own }, name);
  }
}
