import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  getStartedMissing,
  publicProjectRequirements,
  runIn,
  writeDvcStageExample,
  writeGetStarted,
} from '../bed/public-projects.ts';
import { type PythonEnv, pythonEnv } from '../bed/python-env.ts';
import { CodeEditor } from './harness/code-editor.ts';
import { useEditor } from './harness/use-editor.ts';

const python = await pythonEnv('public-projects', publicProjectRequirements);
const noPython = 'skipped' in python ? python.skipped : null;
const noGetStarted = noPython ?? getStartedMissing();

/** Projects of other people as they published them; fetched when the test runs, none of their text lies here. */
describe.skipIf(noPython !== null)('the example project of dvc-stage, from PyPI', () => {
  runsIsEditedAndRunsAgain({
    write: writeDvcStageExample,
    stages: 6,
    edit: { from: 'seed: 42', to: 'seed: 7' },
    stale: [/^advanced_pipelineparams\.yaml:advanced_pipeline\.transformations/],
    out: { path: 'outdir/combined_data.csv', holds: /feature1,feature2/ },
  });
});

const why = noGetStarted === null ? '' : ` (skipped: ${noGetStarted})`;
describe.skipIf(noGetStarted !== null)(`the project that DVC's documentation begins with${why}`, () => {
  runsIsEditedAndRunsAgain({
    write: writeGetStarted,
    stages: 4,
    edit: { from: 'n_est: 50', to: 'n_est: 20' },
    stale: [/^trainparams\.yaml:train\.n_est 50 -> 20/, /^evaluate/],
    out: { path: 'eval/metrics.json', holds: /"avg_prec"/ },
  });
});

interface PublicProject {
  write: (folder: string, python: PythonEnv) => Promise<void>;
  /** How many there are. */
  stages: number;
  /** The end of a line of params.yaml: a key and its value. */
  edit: { from: string; to: string };
  /** The stages that the edit makes stale, as the tree shows them. */
  stale: RegExp[];
  out: { path: string; holds: RegExp };
}

function runsIsEditedAndRunsAgain({ write, stages, edit, stale, out }: PublicProject): void {
  const editor = useEditor({
    workspace: 'empty',
    fill: async (folder) => {
      if ('skipped' in python) return;
      await write(folder, python);
      const settings = { 'slipway.pythonPath': python.python, 'python.envFile': `${folder}/.env` };
      await mkdir(join(folder, '.vscode'), { recursive: true });
      await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    },
  });
  const pipelines = () => editor().tree('Pipelines');
  const dvcStatus = async () =>
    'skipped' in python ? null : JSON.parse(await runIn(editor().folder, python, 'dvc', 'status', '--json'));

  test('it runs from the Pipelines view, and DVC finds nothing to do', async () => {
    await editor().openContainer('Slipway');
    await expect.poll(() => pipelines().items()).not.toEqual([]);
    await editor().run('Slipway: Run Pipeline');
    await editor().statusBarItem(`${stages} ran`).waitFor({ timeout: 150_000 });
    expect(await readFile(join(editor().folder, out.path), 'utf8')).toMatch(out.holds);
    expect(await dvcStatus()).toEqual({});
  }, 200_000);

  test('an edit of params.yaml makes what needs it stale, and says why', async () => {
    await editor().openFile('params.yaml');
    const lines = (await readFile(join(editor().folder, 'params.yaml'), 'utf8')).split('\n');
    const line = lines.findIndex((text) => text.endsWith(edit.from));
    const code = new CodeEditor(editor());
    await code.goTo(line + 1, (lines[line] ?? '').length + 1);
    const [before = '', after = ''] = [edit.from, edit.to].map((text) => text.split(': ')[1]);
    for (const _ of before) await code.press('Backspace');
    await code.type(after);
    await code.press('Control+S');
    const saved = lines.with(line, (lines[line] ?? '').replace(edit.from, edit.to)).join('\n');
    await expect.poll(() => readFile(join(editor().folder, 'params.yaml'), 'utf8')).toBe(saved);
    for (const stage of stale) await pipelines().item(stage).waitFor();
  });

  test('run again, only what needs it runs, and DVC agrees once more', async () => {
    await editor().run('Slipway: Run Pipeline');
    await editor()
      .statusBarItem(`${stale.length} ran, ${stages - stale.length} up to date`)
      .waitFor({ timeout: 100_000 });
    expect(await dvcStatus()).toEqual({});
  }, 150_000);
}
