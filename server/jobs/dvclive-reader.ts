import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parse } from 'yaml';
import { parseDvcliveTable, parsePythonFloat } from '../core/dvclive-table.ts';
import { flatten } from '../core/flatten.ts';
import { type LastPoints, type MetricFileChange, wasWrittenBefore } from './metric-file.ts';
import { parsePythonJson } from './python-json.ts';

/**
 * Reads what is new in a folder that DVCLive writes: rows of each metric's history, values that have none
 * (`plot=False`), and parameters.
 */
export class DvcliveReader {
  readonly #folder: string;
  readonly #startedAt: number;
  readonly #last: LastPoints;
  /** Rows of each history that are known. */
  readonly #rows = new Map<string, number>();
  #paramsText = '';

  constructor(folder: string, startedAt: number, last: LastPoints) {
    this.#folder = folder;
    this.#startedAt = startedAt;
    this.#last = last;
  }

  async read(): Promise<MetricFileChange> {
    // Before the histories, which DVCLive writes first: what has one is then known to have it.
    const summary = await this.#summary();
    const folder = join(this.#folder, 'plots', 'metrics');
    const files = await readdir(folder, { recursive: true }).catch(() => []);
    const histories = files.filter((file) => file.endsWith('.tsv'));
    const points = await Promise.all(histories.map((file) => this.#newRows(folder, file)));
    const withHistory = new Set(histories.map(keyOf));
    return {
      metrics: [...points.flat(), ...this.#newValues(summary, withHistory)],
      params: await this.#params(),
    };
  }

  async #newRows(folder: string, file: string): Promise<MetricFileChange['metrics']> {
    const path = join(folder, file);
    const key = keyOf(file);
    const text = await readFile(path, 'utf8').catch(() => '');
    // The last line may be half written.
    const rows = parseDvcliveTable(text.slice(0, text.lastIndexOf('\n') + 1)) ?? [];
    const known = this.#rows.get(file);
    this.#rows.set(file, rows.length);
    // Rows that were there before the run belong to an earlier one, also where this one appends to them.
    if (known === undefined && (await wasWrittenBefore(path, this.#startedAt))) return [];
    const fresh = known !== undefined && known <= rows.length ? rows.slice(known) : rows;
    const lastStep = known === undefined ? (this.#last.get(key)?.step ?? -Infinity) : -Infinity;
    return fresh
      .filter(({ step }) => step > lastStep)
      .map(({ step, timestamp, value }) => ({ key, value, step, timestamp: timestamp ?? Date.now() }));
  }

  /** The latest value of each metric, by its name with `/`. */
  async #summary(): Promise<Map<string, unknown>> {
    const path = join(this.#folder, 'metrics.json');
    if (await wasWrittenBefore(path, this.#startedAt)) return new Map();
    const leaves = flatten(parsePythonJson(await readFile(path, 'utf8').catch(() => '')));
    return new Map([...leaves].map(([dotted, leaf]) => [dotted.replaceAll('.', '/'), leaf]));
  }

  #newValues(summary: Map<string, unknown>, withHistory: Set<string>): MetricFileChange['metrics'] {
    const step = Number(summary.get('step') ?? 0);
    return [...summary].flatMap(([key, leaf]) => {
      // DVCLive writes NaN as a string.
      const value = typeof leaf === 'number' ? leaf : parsePythonFloat(String(leaf));
      if (key === 'step' || withHistory.has(key) || value === null) return [];
      const last = this.#last.get(key);
      if (last && last.step === step && Object.is(last.value, value)) return [];
      this.#last.set(key, { step, value });
      return [{ key, value, step, timestamp: Date.now() }];
    });
  }

  async #params(): Promise<Record<string, string>> {
    const path = join(this.#folder, 'params.yaml');
    if (await wasWrittenBefore(path, this.#startedAt)) return {};
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text === this.#paramsText) return {};
    try {
      const values = flatten(parse(text));
      this.#paramsText = text;
      return Object.fromEntries([...values].map(([key, value]) => [key, String(value)]));
    } catch {
      return {};
    }
  }
}

function keyOf(file: string): string {
  return file.slice(0, -'.tsv'.length).replaceAll(sep, '/');
}
