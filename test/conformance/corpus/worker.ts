import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { randomSource } from '../random-source.ts';
import { CorpusReader, manifestNames } from './corpus-reader.ts';
import { beginnings, type CorpusText, deletions } from './corpus-texts.ts';

/** What the worker is started with. `state`: how many texts it has begun, for who looks whether it still goes on. */
export interface WorkerData {
  state: SharedArrayBuffer;
  /** Shorter files lose each of their characters, one at a time. */
  smallLength: number;
  /** Longer ones so many, drawn. */
  drawn: number;
}

export interface FileJob {
  file: string;
  index: number;
}

export interface FileResult extends FileJob {
  beginnings: number;
  deletions: number;
  failures: string[];
  /** The text that took longest, in milliseconds of processor time. */
  slowest: { what: string; ms: number };
}

/** Every so many texts one is also compared with what is found in it afresh. */
const comparedEach = 32;
/** And one is formatted, which takes as long as all else together. */
const formattedEach = 8;
/** Longer files are read as one kind of manifest each, so that what has stayed the same is not read again. */
const longLength = 4_000;
const seed = 20_261_127;

const { state, smallLength, drawn } = workerData as WorkerData;
const begun = new Int32Array(state);

parentPort?.on('message', (job: FileJob) => parentPort?.postMessage(readFile(job)));

function readFile({ file, index }: FileJob): FileResult {
  const text = readFileSync(file, 'utf8');
  const all = manifestNames.map((name) => ({ name, reader: new CorpusReader(name) }));
  const readers = text.length > longLength ? all.slice(index % all.length).slice(0, 1) : all;
  const result: FileResult = {
    file,
    index,
    beginnings: 0,
    deletions: 0,
    failures: [],
    slowest: { what: '', ms: 0 },
  };
  const places = new Set<string>();
  let turn = index;
  const read = ({ what, text: changed, cursor }: CorpusText) => {
    Atomics.add(begun, 0, 1);
    const { name, reader } = readers[turn % readers.length] as (typeof readers)[number];
    const start = cpuMs();
    try {
      if (turn % comparedEach === 0) reader.readAndCompare(changed, cursor);
      else reader.read(changed, cursor);
      if (turn % formattedEach === 0) reader.format(changed);
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const place = placeOf(reason);
      if (!places.has(place)) result.failures.push(`${file} ${what}, as ${name}: ${reason}`);
      places.add(place);
    }
    const ms = cpuMs() - start;
    if (ms > result.slowest.ms) result.slowest = { what: `${what}, as ${name}`, ms };
    turn++;
  };
  for (const begin of beginnings(text)) {
    read(begin);
    result.beginnings++;
  }
  const most = text.length <= smallLength ? text.length : drawn;
  for (const deletion of deletions(text, most, randomSource(seed + index))) {
    read(deletion);
    result.deletions++;
  }
  return result;
}

/** Where it was thrown: one fault of a file is told of once. */
function placeOf(reason: string): string {
  return /\n\s+at .*/.exec(reason)?.[0] ?? reason;
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
