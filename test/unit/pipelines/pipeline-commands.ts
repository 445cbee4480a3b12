import { readdirSync, readFileSync } from 'node:fs';
import type { PipelineSummary, StageReport } from '../../../schemas/protocol/pipelines.ts';
import type { TestWorkspace } from '../processes/workspace.ts';

type PrintedReport = Omit<StageReport, 'lastRun'>;

export interface PipelineOutcome {
  code: number;
  stderr: string;
  /** By stage; empty where it printed none. */
  states: Record<string, string>;
  reasons: Record<string, string>;
}

/** `slipway run … --json` in the workspace. */
export async function runPipeline(workspace: TestWorkspace, ...args: string[]): Promise<PipelineOutcome> {
  const { code, stdout, stderr } = await workspace.slipway('run', ...args, '--json');
  return { code, stderr, ...outcome(stdout) };
}

export function outcome(printed: string): Pick<PipelineOutcome, 'states' | 'reasons'> {
  const stages: PrintedReport[] = printed === '' ? [] : (JSON.parse(printed) as PipelineSummary).stages;
  return {
    states: Object.fromEntries(stages.map(({ name, state }) => [name, state])),
    reasons: Object.fromEntries(stages.map(({ name, reasons }) => [name, reasons.join('; ')])),
  };
}

export interface ListedRun {
  id: string;
  name: string;
  status: string;
  metrics: Record<string, number>;
  tags: Record<string, string>;
}

/** Every run of the workspace, in the order in which they began. */
export async function listRuns(workspace: TestWorkspace): Promise<ListedRun[]> {
  const { stdout } = await workspace.slipway('runs', 'list', '--json');
  const runs = JSON.parse(stdout) as {
    info: { run_id: string; run_name: string; status: string; start_time: number };
    data: { tags: { key: string; value: string }[]; metrics?: { key: string; value: number }[] };
  }[];
  return runs
    .sort((a, b) => a.info.start_time - b.info.start_time)
    .map(({ info, data }) => ({
      id: info.run_id,
      name: info.run_name,
      status: info.status,
      metrics: Object.fromEntries((data.metrics ?? []).map(({ key, value }) => [key, value])),
      tags: Object.fromEntries(data.tags.map(({ key, value }) => [key, value])),
    }));
}

/** Pids of the processes that have `word` among their arguments (Linux). */
export function processesWith(word: string): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}
