import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type LastPoints, type MetricFileChange, wasWrittenBefore } from './metric-file.ts';
import { type FilePoint, isMetricsTable, parseMetricsText } from './metrics-text.ts';

export interface MetricsFile {
  /** Absolute. */
  path: string;
  /** Before each of its keys. */
  prefix: string;
}

/** `live`: it may be half written. `ended`: nobody writes to it any more. */
export type ReadingTime = 'live' | 'ended';

const nothing: MetricFileChange = { metrics: [], params: {} };

/**
 * Reads the numbers of a file that the user has declared: each change of a value is one point of it, at the file's
 * own step or else at the next one; of a list or table, each new row is one. While the run goes, JSON and the whole
 * rows of a table are read; YAML and TOML, of which a half may look whole, in the end.
 */
export class MetricsReader {
  readonly #file: MetricsFile;
  readonly #startedAt: number;
  readonly #last: LastPoints;
  /** What the run had when this reader began. */
  readonly #before: LastPoints;
  readonly #seen = new Set<string>();
  #text: string | null = null;

  constructor(file: MetricsFile, startedAt: number, last: LastPoints) {
    this.#file = file;
    this.#startedAt = startedAt;
    this.#last = last;
    this.#before = new Map(last);
  }

  async read(time: ReadingTime): Promise<MetricFileChange> {
    const { path } = this.#file;
    if (await wasWrittenBefore(path, this.#startedAt)) return nothing;
    const content = await readFile(path, 'utf8').catch(() => '');
    const text = time === 'live' && isMetricsTable(path) ? wholeLines(content) : content;
    if (text === this.#text || (time === 'live' && !isReadLive(path))) return nothing;
    let points: FilePoint[];
    try {
      points = parseMetricsText(text, path);
    } catch (error) {
      // Half written: the next change shows the whole.
      if (time === 'live') return nothing;
      return { ...nothing, problem: `${basename(path)} holds no metrics: ${message(error)}` };
    }
    if (points.length === 0)
      return time === 'live'
        ? nothing
        : { ...nothing, problem: `${basename(path)} holds no metrics: there is no number in it` };
    this.#text = text;
    return { metrics: this.#news(points), params: {} };
  }

  #news(points: FilePoint[]): MetricFileChange['metrics'] {
    const timestamp = Date.now();
    return points.flatMap(({ key: name, value, step: own }) => {
      const key = metricName(this.#file.prefix + name);
      const last = this.#last.get(key);
      const step = own ?? (last ? last.step + 1 : 0);
      if (own === null ? last && Object.is(last.value, value) : this.#isKnown(key, own, value)) return [];
      this.#last.set(key, { step, value });
      return [{ key, value, step, timestamp }];
    });
  }

  #isKnown(key: string, step: number, value: number): boolean {
    const before = this.#before.get(key);
    if (before && (step < before.step || (step === before.step && Object.is(value, before.value))))
      return true;
    const point = `${step} ${value} ${key}`;
    if (this.#seen.has(point)) return true;
    this.#seen.add(point);
    return false;
  }
}

/** MLflow takes letters, digits and `_-. :/` in a name. */
export function metricName(name: string): string {
  return name.replace(/[^/\w.\- :\p{L}\p{N}\p{M}]/gu, '_');
}

function isReadLive(path: string): boolean {
  return isMetricsTable(path) || /\.json$/i.test(path);
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
