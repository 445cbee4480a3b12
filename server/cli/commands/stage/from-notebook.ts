import { resolve } from 'node:path';
import { type Command, parseOptions, UsageError } from '../../command.ts';
import { withRunner } from '../../runner.ts';
import { addStage, stageOptions, stageUsage } from './add-stage.ts';

export const fromNotebookCommand: Command = {
  name: 'from-notebook',
  summary: 'Turn a notebook into a stage: its parameters become params, its files deps and outs',
  usage: `Usage: slipway stage from-notebook FILE [OPTIONS]

The stage runs with papermill, or with nbconvert where there is no papermill, so that plain dvc repro runs it too.
Parameters are those of the cell tagged "parameters", or of a first cell that only assigns values. Files are those that
the source shows, and those that the last tracked run of the notebook has read and written.

${stageUsage}
  --no-first-cell     a first cell that is not tagged holds no parameters`,
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      ...stageOptions,
      'no-first-cell': { type: 'boolean', default: false },
    });
    const [word] = positionals;
    if (word === undefined || positionals.length > 1) throw new UsageError('Name one notebook.');
    const source = {
      kind: 'notebook' as const,
      file: resolve(word),
      takesFirstCell: !values['no-first-cell'],
    };
    return withRunner(values.workspace, (client) => addStage(client, source, values));
  },
};
