import type { Stage } from '../../manifests/dvc/pipeline.ts';
import type { StageRun } from '../workspace/providers.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';
import { code, codeBlock, shortList } from './markdown.ts';

const mostMembers = 12;
const mostMetrics = 5;

/** The commands of a stage as they will run, its group's members, and how it went last. */
export function stageWords(folder: WorkspaceFolder, file: string, name: string, now: number): string | null {
  const document = folder.document(file);
  if (document?.kind !== 'pipeline') return null;
  const entry = folder.pipeline(document).entries.find((candidate) => candidate.name === name);
  const [first, ...others] = entry?.stages ?? [];
  if (!first) return null;
  const members = others.length > 0 || first.group !== null;
  return [
    members &&
      `**${name}**: ${count(others.length + 1, 'stage')}: ${shortList(namesOf(entry?.stages ?? []), mostMembers)}`,
    members && `${code(first.name)} runs:`,
    codeBlock([first.command].flat().join('\n'), 'sh'),
    first.description,
    lastWords(folder, first.address, now),
  ]
    .filter((part) => typeof part === 'string')
    .join('\n\n');
}

function namesOf(stages: readonly Stage[]): string[] {
  return stages.map((stage) => code(stage.name));
}

function lastWords(folder: WorkspaceFolder, address: string, now: number): string | null {
  const run = folder.providers.registry.lastRun(address);
  if (run.state !== 'known') return null;
  const { endedAt, durationMs } = run.value;
  const metrics = metricsOf(run.value);
  return `Last run ${ago(now - endedAt)}, in ${seconds(durationMs)}${metrics.length > 0 ? `: ${shortList(metrics, mostMetrics)}` : ''}`;
}

function metricsOf({ metrics }: StageRun): string[] {
  return [...metrics].map(metricWords);
}

export function metricWords([name, value]: readonly [name: string, value: number]): string {
  return `${name} ${Number(value.toPrecision(6))}`;
}

function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${count(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${count(hours, 'hour')} ago` : `${Math.floor(hours / 24)} days ago`;
}

function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
