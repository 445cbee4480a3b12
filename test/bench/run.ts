/**
 * `npm run bench`: runs every `test/bench/**` file whose name ends in `-bench.ts` and writes what they measured to
 * `docs/benchmarks.md`. An argument chooses the files whose path holds it, and then nothing is written, but with `--write`: their
 * sections of the page take the place of older ones.
 */
import { spawn } from 'node:child_process';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { run } from '../bed/command.ts';
import { repository } from '../bed/paths.ts';
import { type Figure, isMet, ratio } from './figures.ts';

type Bench = { file: string; figures: Figure[]; failed: boolean };

const page = join(repository, 'docs/benchmarks.md');
const filter = process.argv[2];
const isWritten = filter === undefined || process.argv.includes('--write');
await run('npm', ['run', '--silent', 'build'], { cwd: repository });
const load = loadavg()[0] ?? Number.NaN;
const benches: Bench[] = [];
const files: string[] = [];
for await (const file of glob('**/*-bench.ts', { cwd: import.meta.dirname })) files.push(file);
for (const file of files.sort().filter((path) => path.includes(filter ?? ''))) {
  console.log(`=== ${file}`);
  const bench = await measure(file);
  console.log(table(bench));
  benches.push(bench);
}
if (isWritten) await writePage();
const missed = benches.flatMap(({ figures }) => figures).filter((figure) => isMet(figure) === false);
for (const { figure } of missed) console.log(`missed: ${figure}`);
if (benches.some(({ failed }) => failed)) process.exitCode = 1;

/** Runs one file; lines on its stdout that are JSON are figures, and its stderr is shown. */
async function measure(file: string): Promise<Bench> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const code = await new Promise((done) => child.on('close', done));
  const lines = printed.split('\n').filter((line) => line.startsWith('{'));
  return { file, figures: lines.map((line) => JSON.parse(line) as Figure), failed: code !== 0 };
}

function table({ figures, failed }: Bench): string {
  const rows = figures.map((figure) => {
    const met = isMet(figure);
    const factor = ratio(figure)?.toPrecision(3) ?? '';
    const peer = figure.peer ? `${figure.peer.name}: ${figure.peer.value.toPrecision(4)}` : '';
    const verdict = met === undefined ? '' : met ? 'yes' : '**no**';
    return `| ${[`\`${figure.figure}\``, `${figure.value} ${figure.unit}`, peer, factor, figure.target ?? '', verdict].join(' | ')} |`;
  });
  const head = ['| figure | value | peer | ratio | target | met |', '|---|---|---|---|---|---|'];
  return [...head, ...rows, ...(failed ? ['', 'This one ended with an error.'] : [])].join('\n');
}

async function writePage(): Promise<void> {
  const sections = filter === undefined ? new Map<string, string>() : await sectionsOnPage();
  const origin = await originOfFigures();
  // One without figures lacks what it would measure on, and has said so.
  for (const bench of benches.filter(({ figures, failed }) => figures.length > 0 || failed))
    sections.set(bench.file.replace('-bench.ts', ''), `${origin}\n\n${table(bench)}`);
  const sorted = [...sections].sort(([a], [b]) => a.localeCompare(b, 'en'));
  const text = [
    '# Benchmarks',
    '',
    'Written by `npm run bench`, which measures everything on this page anew; `npm run bench -- NAME --write` does so with one',
    'section. Peers are measured in the same run, and the ratio is the value divided by the peer’s.',
    ...sorted.flatMap(([name, section]) => ['', `## ${name}`, '', section]),
    '',
  ];
  await mkdir(join(repository, 'docs'), { recursive: true });
  await writeFile(page, text.join('\n'));
}

/** By name, as they stand. */
async function sectionsOnPage(): Promise<Map<string, string>> {
  const [, ...sections] = (await readFile(page, 'utf8')).split(/^## /m);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end).trim()];
    }),
  );
}

/** Where and when they were measured, and of what. */
async function originOfFigures(): Promise<string> {
  const processors = cpus();
  const commit = (await run('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository })).trim();
  const machine = `${processors.length} × ${processors[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`;
  const program = `Slipway ${packageJson.version} (${commit}), Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${program}; ${machine}; load average at the start ${load.toFixed(1)}.`;
}
