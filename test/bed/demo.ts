/**
 * `npm run demo`: from a fresh clone to a tracked run in an editor. It packages the extension, makes the example
 * workspace ready, installs the extension into a profile of its own (desktop VS Code where `code` is found,
 * otherwise code-server), runs the example's training, prints its metrics and opens the editor on it.
 * `--headless` ends before the window. `--workspace DIR` takes a copy of the example instead, `--profile DIR` another
 * place for the editor's profile.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { find, run } from './command.ts';
import { type DemoEditor, demoEditor } from './demo-editor.ts';
import { type MlflowRun, metricsTable } from './demo-metrics.ts';
import { Missing } from './missing.ts';
import { cache, repository } from './paths.ts';
import { packageExtension } from './vsix.ts';

const slipway = join(repository, 'dist/server/cli.cjs');
const { values: flags } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    workspace: { type: 'string', default: join(repository, 'examples') },
    profile: { type: 'string', default: join(cache, 'demo') },
  },
});
const workspace = resolve(flags.workspace);

try {
  await demo();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof Missing) console.error('Install it and run this again; what is done is kept.');
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  const vsix = await step('Building and packaging the extension', packageExtension);
  const python = await step(
    'Making the example’s Python environment ready (minutes, the first time)',
    examplePython,
  );
  const editor = await step('Installing the extension into an editor of its own', () => installed(vsix));
  const runId = await step('Running the example’s training as a tracked run', () => train(python));
  console.log(`\n${metricsTable(await readRun(runId))}`);
  if (flags.headless) return;
  await editor.open(workspace);
}

async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  console.log(`• ${title}`);
  const start = performance.now();
  const result = await work();
  console.log(`  done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

async function installed(vsix: string): Promise<DemoEditor> {
  const folder = resolve(flags.profile);
  await mkdir(folder, { recursive: true });
  const editor = await demoEditor(folder);
  console.log(`  ${editor.name}, profile in ${relative(repository, folder)}`);
  await editor.install(vsix);
  return editor;
}

/** The interpreter of the workspace's `.venv`, which is made and filled where that was not done before. */
async function examplePython(): Promise<string> {
  const python = find('python3') ?? find('python');
  if (!python) throw new Missing('The example needs Python 3.11 or newer, and there is no python3 on PATH.');
  const folder = join(workspace, '.venv');
  const interpreter = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const requirements = join(workspace, 'requirements.txt');
  await run(python, ['-c', 'import sys; assert sys.version_info >= (3, 11), sys.version']).catch((error) => {
    throw new Missing(`The example needs Python 3.11 or newer: ${lastLine(error)}`);
  });
  if (!existsSync(interpreter))
    await run(python, ['-m', 'venv', folder]).catch((error) => {
      throw new Missing(
        `${python} cannot make a virtual environment (Debian: python3-venv): ${lastLine(error)}`,
      );
    });
  await run(interpreter, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements]);
  return interpreter;
}

function lastLine(error: unknown): string {
  return String(error).trim().split('\n').at(-1) ?? '';
}

/** Runs the training by the command line, its output shown, and returns the run's id. */
async function train(python: string): Promise<string> {
  const command = ['run', '--json', '--workspace', workspace, '--', python, 'train.py'];
  const child = spawn(process.execPath, [slipway, ...command], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`The training ended with exit code ${code}; its output is above.`);
  return (JSON.parse(printed) as { runId: string }).runId;
}

async function readRun(runId: string): Promise<MlflowRun> {
  const list = await run(process.execPath, [slipway, 'runs', 'list', '--json', '--workspace', workspace]);
  const found = (JSON.parse(list) as MlflowRun[]).find(({ info }) => info.run_id === runId);
  if (!found) throw new Error(`Run ${runId} is not in what "slipway runs list" printed.`);
  return found;
}
