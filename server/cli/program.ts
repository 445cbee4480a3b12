import { nearestName } from '../core/nearest-name.ts';
import { UserError } from '../core/user-error.ts';
import { serverVersion } from '../core/version.ts';
import { type Command, exitCodes, HelpAsked, UsageError } from './command.ts';

/** Each is read only when it is asked for: most of what a command takes is its start. */
const commands: Record<string, () => Promise<Command>> = {
  run: () => import('./commands/run.ts').then(({ runCommand }) => runCommand),
  runs: () => import('./commands/runs.ts').then(({ runsCommand }) => runsCommand),
  status: () => import('./commands/status.ts').then(({ statusCommand }) => statusCommand),
  graph: () => import('./commands/graph.ts').then(({ graphCommand }) => graphCommand),
  stage: () => import('./commands/stage.ts').then(({ stageCommand }) => stageCommand),
  schedule: () => import('./commands/schedule.ts').then(({ scheduleCommand }) => scheduleCommand),
  lint: () => import('./commands/lint.ts').then(({ lintCommand }) => lintCommand),
  lsp: () => import('./commands/lsp.ts').then(({ lspCommand }) => lspCommand),
  metrics: () => import('./commands/metrics.ts').then(({ metricsCommand }) => metricsCommand),
  ci: () => import('./commands/ci.ts').then(({ ciCommand }) => ciCommand),
  sweep: () => import('./commands/sweep.ts').then(({ sweepCommand }) => sweepCommand),
  models: () => import('./commands/models.ts').then(({ modelsCommand }) => modelsCommand),
  gate: () => import('./commands/gate.ts').then(({ gateCommand }) => gateCommand),
  audit: () => import('./commands/audit.ts').then(({ auditCommand }) => auditCommand),
  convert: () => import('./commands/convert.ts').then(({ convertCommand }) => convertCommand),
  apply: () => import('./commands/apply.ts').then(({ applyCommand }) => applyCommand),
  copies: () => import('./commands/copies.ts').then(({ copiesCommand }) => copiesCommand),
  gc: () => import('./commands/gc.ts').then(({ gcCommand }) => gcCommand),
  deploy: () => import('./commands/deploy.ts').then(({ deployCommand }) => deployCommand),
  approve: () => import('./commands/approve.ts').then(({ approveCommand }) => approveCommand),
  rollback: () => import('./commands/rollback.ts').then(({ rollbackCommand }) => rollbackCommand),
  deployments: () => import('./commands/deployments.ts').then(({ deploymentsCommand }) => deploymentsCommand),
  serve: () => import('./commands/serve.ts').then(({ serveCommand }) => serveCommand),
  server: () => import('./commands/server.ts').then(({ serverCommand }) => serverCommand),
  runner: () => import('./commands/runner.ts').then(({ runnerCommand }) => runnerCommand),
};

async function answer(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') return say(serverVersion);
  if (name === undefined || name === '--help' || name === 'help') return say(await overview());
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw unknownCommand(name, await overview());
  const command = await load();
  if (rest[0] === '--help') return say(command.usage);
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof HelpAsked) return say(command.usage);
    if (error instanceof UsageError) error.message += `\n\n${command.usage}`;
    throw error;
  }
}

function unknownCommand(name: string, overview: string): UsageError {
  const near = nearestName(name, Object.keys(commands));
  const advice = near === null ? overview : `Did you mean "slipway ${near}"? slipway --help shows all.`;
  return new UsageError(`There is no command "${name}".\n\n${advice}`);
}

async function overview(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const width = Math.max(...all.map((command) => command.name.length));
  const lines = all.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return `Usage: slipway COMMAND [--workspace DIR] [--json]\n\n${lines.join('\n')}\n\nslipway COMMAND --help says more.`;
}

function say(text: string): number {
  console.log(text);
  return exitCodes.ok;
}

function complain(error: unknown): number {
  if (!(error instanceof UserError)) {
    console.error(error);
    return exitCodes.failed;
  }
  console.error(
    `${error.message}${error.hint ? `\n${error.hint}` : ''}${error instanceof UsageError ? '' : `\n(${error.code})`}`,
  );
  return wordFaults.has(error.code) ? exitCodes.usage : exitCodes.failed;
}

/** Of words that only the runner reads, it says by these codes that they are wrong. */
const wordFaults: ReadonlySet<string> = new Set(['SLW-USAGE', 'SLW-PARAM-SYNTAX']);

/** `slipway … | head`: whoever read has seen enough, which is no failure of ours. */
function outliveReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Runs the command that `args` name; sets the exit code. */
export async function runProgram(args: string[]): Promise<void> {
  process.stdout.on('error', outliveReader);
  process.stderr.on('error', outliveReader);
  process.exitCode = await answer(args).catch(complain);
}
