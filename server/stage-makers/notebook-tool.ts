import { posix } from 'node:path';
import type { PythonEnvironment } from '../../schemas/protocol/executions.ts';
import type { PythonValue } from '../core/python-value.ts';
import { UserError } from '../core/user-error.ts';
import { inspectPython, installedPackage } from '../python/inspect.ts';
import { requirePackage } from '../python/require-package.ts';
import { type CommandWord, harmless, plainWord } from './command-line.ts';
import type { NotebookFacts } from './notebook-facts.ts';
import type { DraftParam } from './stage-draft.ts';

/** Runs notebooks where Slipway is not: what dvc.yaml names must be there on every machine. */
export type NotebookTool = 'papermill' | 'nbconvert';

const kernel = 'python3';

/**
 * papermill, which takes parameters on its command line, else nbconvert, for which a cell reads them.
 * @throws UserError `SLW-PYTHON-PACKAGE` where the environment has neither, or no ipykernel
 */
export async function notebookTool(python: PythonEnvironment): Promise<NotebookTool> {
  await requirePackage(python, 'ipykernel', 'to run notebooks');
  const inspection = await inspectPython(python.interpreter);
  if (installedPackage(inspection, 'papermill')) return 'papermill';
  // The cell that reads params.yaml needs PyYAML, which comes with Jupyter's server.
  if (installedPackage(inspection, 'nbconvert') && installedPackage(inspection, 'pyyaml')) return 'nbconvert';
  throw new UserError(
    'SLW-PYTHON-PACKAGE',
    `papermill is needed to run notebooks without Slipway (or nbconvert with PyYAML), but ${python.interpreter} does not have it.`,
    `Add it with: ${python.addPackage} papermill`,
  );
}

/** Why the tool cannot pass a parameter on; null where it can. */
export function againstParameter(tool: NotebookTool, value: PythonValue): string | null {
  if (tool === 'nbconvert') return null;
  if (value === null) return 'it is None';
  if (typeof value === 'object')
    return 'it is a list or mapping, which papermill’s command line does not take';
  if (typeof value === 'string' && !harmless.test(value)) return 'its text means something to a shell';
  return null;
}

/** Paths are from the working folder; the executed notebook lies beside the notebook. */
export function notebookWords(
  tool: NotebookTool,
  { notebook, executed }: { notebook: string; executed: string },
  facts: NotebookFacts,
  params: readonly DraftParam[],
): CommandWord[] {
  if (tool === 'nbconvert') {
    const kernelOption = `--ExecutePreprocessor.kernel_name=${kernel}`;
    return [
      ...['jupyter', 'nbconvert', '--to', 'notebook', '--execute'],
      ...(facts.kernel === null || facts.kernel === kernel ? [] : [kernelOption]),
      ...[notebook, '--output', posix.basename(executed)],
    ].map(plainWord);
  }
  const folder = posix.dirname(notebook);
  return [
    ...[
      ...['papermill', notebook, executed, '--log-output', '--no-progress-bar'],
      ...(folder === '.' ? [] : ['--cwd', folder]),
      // A kernel's own name means nothing on another machine.
      ...(facts.kernel === kernel ? [] : ['--kernel', kernel, '--language', 'python']),
    ].map(plainWord),
    ...params.flatMap(parameterWords),
  ];
}

/** papermill guesses the types of `-p`, takes `-r` for text, and reads `true` as a truth only in YAML. */
function parameterWords({ name, value }: DraftParam): CommandWord[] {
  const param = { name, literal: String(value), isText: false };
  if (typeof value === 'boolean')
    return [plainWord('-y'), { text: `${name}: `, param: { ...param, isText: true } }];
  if (typeof value === 'string')
    return [plainWord('-r'), plainWord(name), { text: '', param: { ...param, isText: true } }];
  return [plainWord('-p'), plainWord(name), { text: '', param }];
}
