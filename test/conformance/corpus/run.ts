/**
 * `node test/conformance/corpus/run.ts`: reads every beginning and every single-character deletion of the whole corpus, as every
 * kind of manifest in turn, with all that an editor asks; test/README.md says more. Exits with 1 when a text failed.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { randomSource } from '../random-source.ts';
import { corpusFiles } from './corpus-files.ts';
import type { FileJob, FileResult, WorkerData } from './worker.ts';

const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '2000' },
    drawn: { type: 'string', default: '40' },
    first: { type: 'string', default: '0' },
    each: { type: 'string', default: '1' },
  },
});
const [smallLength, drawn, first, each] = [values.small, values.drawn, values.first, values.each].map(
  Number,
) as [number, number, number, number];
/** A text that takes longer hangs: a machine that does other things too is no reason for so much. */
const hangMs = 30_000;
const lookMs = 500;
const progressMs = 60_000;

const { files, without } = await corpusFiles();
const jobs = files
  .map((file, index): FileJob => ({ file, index }))
  .filter(({ index }) => index >= first && (index - first) % each === 0);
if (without) console.log(`Without ${without}`);
const results: FileResult[] = [];
const start = performance.now();

// In no order: what has been read says how long all will take.
const random = randomSource(1);
const rest = jobs
  .map((job) => ({ job, at: random.below(2 ** 31) }))
  .sort((a, b) => a.at - b.at)
  .map(({ job }) => job);
while (rest.length > 0) await readUntilHung(rest);
report();
process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0;

/** Takes jobs until none is left, or until the worker hangs or dies in one, which is then a failure. */
function readUntilHung(rest: FileJob[]): Promise<void> {
  const state = new SharedArrayBuffer(4);
  const begun = new Int32Array(state);
  const workerData: WorkerData = { state, smallLength, drawn };
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData });
  return new Promise((resolve) => {
    let job: FileJob | undefined;
    /** How often the same text was seen: looks are counted, for time goes on in a process that is suspended, too. */
    let seen = { begun: -1, looks: 0 };
    let told = performance.now();
    const end = async () => {
      clearInterval(watch);
      await worker.terminate();
      resolve();
    };
    const fail = (reason: string) => {
      if (!job) return;
      const failures = [`${job.file} text ${Atomics.load(begun, 0)} of this worker: ${reason}`];
      console.log(failures[0]);
      results.push({ ...job, beginnings: 0, deletions: 0, failures, slowest: { what: '', ms: 0 } });
      job = undefined;
      void end();
    };
    const next = () => {
      job = rest.shift();
      if (job) worker.postMessage(job);
      else void end();
    };
    const watch = setInterval(() => {
      const now = Atomics.load(begun, 0);
      seen = now === seen.begun ? { begun: now, looks: seen.looks + 1 } : { begun: now, looks: 0 };
      if (seen.looks * lookMs > hangMs) fail(`took longer than ${hangMs / 1000} s`);
      if (performance.now() - told < progressMs) return;
      told = performance.now();
      const minutes = ((told - start) / 60_000).toFixed(0);
      console.log(`${jobs.length - rest.length} of ${jobs.length} files, ${now} texts, ${minutes} min`);
    }, lookMs);
    worker.on('message', (result: FileResult) => {
      results.push(result);
      for (const failure of result.failures) console.log(failure);
      next();
    });
    worker.on('error', (error) => fail(String(error)));
    next();
  });
}

function report(): void {
  const sum = (count: (result: FileResult) => number) => results.reduce((all, each) => all + count(each), 0);
  const slowest = results.toSorted((a, b) => b.slowest.ms - a.slowest.ms).slice(0, 5);
  console.log(
    `${results.length} files, ${sum((one) => one.beginnings)} beginnings, ${sum((one) => one.deletions)} deletions`,
  );
  for (const {
    file,
    slowest: { what, ms },
  } of slowest)
    console.log(`slowest: ${ms.toFixed(0)} ms, ${file} ${what}`);
  console.log(
    `${sum((one) => one.failures.length)} failures in ${((performance.now() - start) / 60_000).toFixed(0)} minutes`,
  );
}
