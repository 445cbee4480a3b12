import { expect } from 'vitest';
import type { Workbench } from './workbench.ts';

/** A run of a script by the name that Slipway gives it. */
export const anyRun = /^[a-z]+-[a-z]+-\d+/;

/** Runs `train.py` of `test/workspaces/models` on so many columns, until its run can be registered. */
export function train(editor: Workbench, columns: number): Promise<void> {
  return runToRegister(editor, `python train.py ${columns}`);
}

/** Runs a command that logs one run, until that can be registered. */
export async function runToRegister(editor: Workbench, command: string): Promise<void> {
  const runs = editor.tree('Runs');
  const trained = async () => (await runs.items()).filter((item) => anyRun.test(item));
  const before = (await trained()).length;
  await editor.run('Slipway: Run Command as Tracked Run');
  await editor.quickInput.enter(command);
  const ended = async () => {
    const items = await trained();
    return items.length === before + 1 && !items.some((item) => item.includes('running'));
  };
  await expect.poll(ended, { timeout: 90_000 }).toBe(true);
  // Its process ends a little later than the run that it logs.
  await expect.poll(() => runs.menuEntries(anyRun), { timeout: 60_000 }).toContain('Register Model…');
}

/** Registers the model of the newest run: as the first version of a model, or as the next of one that there is. */
export async function register(editor: Workbench, model: string, version: number): Promise<void> {
  await editor.tree('Runs').menu(anyRun, 'Register Model…');
  await (version === 1 ? editor.quickInput.enter(model) : editor.quickInput.pick(model));
  // The last that registering does: the view is not shown anew under the next click.
  await editor.statusBarItem(`Registered as version ${version} of ${model}`).waitFor();
  const models = editor.tree('Models');
  await models.item(new RegExp(`^${model}.*newest ${version}`)).waitFor();
  await models.expand(model);
  await models.item(`Version ${version}`).waitFor();
}
