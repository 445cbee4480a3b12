import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportFormat } from '../../../schemas/protocol/interop.ts';
import { exportTable } from '../../../server/exporters/export-runs.ts';
import { metricsTable, runsTable } from '../../../server/exporters/run-tables.ts';
import { newWorkspace, type Workspace } from '../../bed/import-workspace.ts';

let workspace: Workspace;
let folder: string;
let runIds: string[];
const signal = new AbortController().signal;

beforeEach(async () => {
  workspace = await newWorkspace();
  folder = await mkdtemp(join(tmpdir(), 'slipway-export-'));
  runIds = [];
  for (const [index, value] of [0.5, Number.NaN].entries()) {
    const request = {
      runId: null,
      experimentId: '0',
      startTime: 1_000,
      userId: 'ana',
      runName: `r${index}`,
      tags: {},
    };
    const { info } = await workspace.tracker.createRun(request);
    await workspace.tracker.logBatch(info.runId, {
      metrics: [{ key: 'auc', value, timestamp: 2_000, step: 3 }],
      params: index === 0 ? [{ key: 'note', value: 'a "b",\nc' }] : [],
      tags: [],
    });
    runIds.push(info.runId);
  }
});
afterEach(async () => {
  await workspace.close();
  await rm(folder, { recursive: true, force: true });
});

const request = () => ({ tracker: workspace.tracker, runIds, signal, onProgress: () => undefined });
async function written(table: Parameters<typeof exportTable>[0], format: ExportFormat): Promise<Buffer> {
  const file = join(folder, `table.${format}`);
  const summary = await exportTable(table, format, file, signal);
  const content = await readFile(file);
  expect(summary).toEqual({ file, rows: 2, bytes: content.length });
  expect(await readdir(folder)).toEqual([`table.${format}`]);
  return content;
}

describe('an export', () => {
  it('of runs to CSV quotes, leaves empty what is not there, and writes NaN as NaN', async () => {
    const csv = (await written(runsTable(request(), ['params.note', 'metrics.auc']), 'csv')).toString();
    expect(csv).toBe(
      'run_id,run_name,experiment_id,status,start_time,end_time,user_id,params.note,metrics.auc\r\n' +
        `${runIds[0]},r0,0,RUNNING,1970-01-01T00:00:01.000Z,,ana,"a ""b"",\nc",0.5\r\n` +
        `${runIds[1]},r1,0,RUNNING,1970-01-01T00:00:01.000Z,,ana,,NaN\r\n`,
    );
  });

  it('of runs to Arrow keeps types, and tells NaN from nothing', async () => {
    const table = tableFromIPC(await written(runsTable(request(), ['metrics.auc', 'metrics.none']), 'arrow'));
    expect(table.schema.fields.map(String)).toContain('start_time: Timestamp<MILLISECOND>');
    expect(table.getChild('metrics.auc')?.toArray()).toEqual(Float64Array.of(0.5, Number.NaN));
    expect(table.getChild('metrics.auc')?.nullCount).toBe(0);
    expect(table.getChild('metrics.none')?.nullCount).toBe(2);
    expect([...(table.getChild('run_id') ?? [])]).toEqual(runIds);
  });

  it('of metrics has a row for each point', async () => {
    const table = tableFromIPC(await written(metricsTable(request(), []), 'arrow'));
    expect([...(table.getChild('step') ?? [])]).toEqual([3n, 3n]);
    expect([...(table.getChild('timestamp') ?? [])].map(Number)).toEqual([2_000, 2_000]);
    const csv = (await textOf(metricsTable(request(), ['auc']))).split('\r\n');
    expect(csv.slice(0, 2)).toEqual([
      'run_id,run_name,key,step,timestamp,value',
      `${runIds[0]},r0,auc,3,1970-01-01T00:00:02.000Z,0.5`,
    ]);
  });

  it('to a place that cannot be written says so and leaves nothing', async () => {
    const table = runsTable(request(), []);
    await expect(exportTable(table, 'csv', join(folder, 'none', 'x.csv'), signal)).rejects.toMatchObject({
      code: 'SLW-EXPORT-FILE',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

async function textOf(table: Parameters<typeof exportTable>[0]): Promise<string> {
  const file = join(folder, 'metrics.csv');
  await exportTable(table, 'csv', file, signal);
  return readFile(file, 'utf8');
}
