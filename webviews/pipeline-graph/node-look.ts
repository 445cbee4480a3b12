import type { StageView, StageViewState } from '../../schemas/protocol/pipelines.ts';
import type { PipelineGraphStrings } from '../../schemas/protocol/views/pipeline-graph.ts';
import { formatDuration } from '../shared/format.ts';
import { fill } from '../shared/text.ts';
import type { ShownNode } from './graph/graph.ts';

/** How a node appears, in words, shape and tone: never by colour alone. */
export interface NodeLook {
  kind: ShownNode['kind'];
  /** Of the worst stage; null for files. */
  state: StageViewState | null;
  title: string;
  place: string;
  /** Under the title. */
  line: string;
  /** Done of a running stage's usual time, 0 to 1; null where none runs or that is not known. */
  progress: number | null;
  /** Of a group: how many of its stages are in which state, the worst first. */
  counts: { state: StageViewState; count: number }[];
  /** Of `files`. */
  fileCount: number;
  /** All of that for a screen reader. */
  label: string;
}

/** The worst first: what a group is said to be, and where a person should look. */
export const stateOrder: readonly StageViewState[] = [
  'failed',
  'running',
  'blocked',
  'queued',
  'stale',
  'unknown',
  'frozen',
  'fresh',
];

export function countStates(stages: readonly StageView[]): NodeLook['counts'] {
  return stateOrder
    .map((state) => ({ state, count: stages.filter((stage) => stage.state === state).length }))
    .filter(({ count }) => count > 0);
}

/** `3 fresh, 1 failed`. */
export function countsText(counts: NodeLook['counts'], strings: PipelineGraphStrings): string {
  return counts.map(({ state, count }) => fill(strings.counted[state], count.toLocaleString())).join(', ');
}

/** @param now milliseconds since 1970 */
export function nodeLook(node: ShownNode, strings: PipelineGraphStrings, now: number): NodeLook {
  const { kind, title, place, stages, paths } = node;
  const plain = { kind, title, place, line: '', progress: null, counts: [], fileCount: paths.length };
  if (kind === 'files') {
    const shown = paths.length === 1 ? title : fill(strings.files, paths.length.toLocaleString());
    const label = paths.length === 1 ? fill(strings.fileLabel, paths[0] ?? '') : shown;
    return { ...plain, state: null, title: shown, label };
  }
  const counts = countStates(stages);
  const state = counts[0]?.state ?? 'unknown';
  const [stage] = stages;
  if (kind === 'group' || stage === undefined) {
    const line = countsText(counts, strings);
    const label = [title, fill(strings.groupOf, stages.length.toLocaleString()), line].join(', ');
    return { ...plain, state, line, counts, label };
  }
  const line = stageLine(stage, strings, now);
  const label = [stage.name, line, ...stage.reasons.slice(1)].join(', ');
  return { ...plain, state, line, progress: progressOf(stage, now), label };
}

/** `Stale: params.yaml:lr 0.01 -> 0.02`, `Running, 2m 05s left`. */
export function stageLine(stage: StageView, strings: PipelineGraphStrings, now: number): string {
  const { state, running, lastRun, reasons } = stage;
  const name = strings.states[state];
  if (state === 'running' && running !== null) return runningLine(running, strings, now);
  if (state === 'fresh' && lastRun?.succeeded) return `${name} · ${formatDuration(lastRun.durationMs)}`;
  const [reason] = reasons;
  return reason === undefined ? name : `${name} · ${reason}`;
}

function runningLine(
  { since, expectedMs }: NonNullable<StageView['running']>,
  strings: PipelineGraphStrings,
  now: number,
): string {
  const sofar = Math.max(0, now - since);
  if (expectedMs === null) return fill(strings.runningFor, wholeSeconds(sofar));
  return sofar <= expectedMs
    ? fill(strings.timeLeft, wholeSeconds(expectedMs - sofar))
    : fill(strings.overdue, wholeSeconds(sofar), wholeSeconds(expectedMs));
}

function progressOf({ running }: StageView, now: number): number | null {
  if (running === null || running.expectedMs === null) return null;
  return Math.min(1, Math.max(0, now - running.since) / Math.max(1, running.expectedMs));
}

/** Without the fractions that flicker. */
function wholeSeconds(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}
