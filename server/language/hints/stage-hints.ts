import type { InlayHint } from 'vscode-languageserver-types';
import type { StageViewState } from '../../../schemas/protocol/pipelines.ts';
import { metricWords } from '../hover/stage-words.ts';
import type { StageEntry } from '../pipeline/stage-entry.ts';
import type { ManifestDocument } from '../workspace/manifest-document.ts';
import type { StageNow } from '../workspace/providers.ts';
import type { WorkspaceFolder } from '../workspace/workspace-folder.ts';

/** In the order in which a group's are told of. */
const words: Record<StageViewState, string> = {
  failed: 'failed',
  blocked: 'blocked',
  running: 'running',
  queued: 'waiting',
  stale: 'stale',
  frozen: 'frozen',
  unknown: 'not judged',
  fresh: 'up to date',
};

/** What these hints carry: a client that shows the same above the stage leaves them out. */
export const stageStateData = 'stage-state';

/** Behind a stage's name: whether it is up to date, and a metric of its last run; of a group, how many are what. */
export function stageHints(folder: WorkspaceFolder, document: ManifestDocument): InlayHint[] {
  return folder.pipeline(document).entries.flatMap((entry): InlayHint[] => {
    const states = statesOf(folder, entry);
    if (states.length === 0) return [];
    const { pair, place } = entry.entry;
    const { line, character } = document.yaml.rangeOf(pair.key, place).end;
    const reasons = states.flatMap((state) => state.reasons);
    return [
      {
        // Behind the colon.
        position: { line, character: character + 1 },
        label: [stateWords(states), lastMetric(folder, entry)].filter((part) => part !== null).join(' · '),
        paddingLeft: true,
        data: stageStateData,
        ...(reasons.length > 0 && { tooltip: [...new Set(reasons)].join('\n') }),
      },
    ];
  });
}

function statesOf({ providers: { registry } }: WorkspaceFolder, { stages }: StageEntry): StageNow[] {
  return stages.flatMap(({ address }) => {
    const now = registry.stageNow(address);
    return now.state === 'known' && now.value.state !== 'unknown' ? [now.value] : [];
  });
}

function stateWords(states: readonly StageNow[]): string {
  const [only] = states;
  if (only && states.length === 1) return words[only.state];
  return (Object.keys(words) as StageViewState[])
    .map((state) => ({ state, count: states.filter((each) => each.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${words[state]}`)
    .join(', ');
}

function lastMetric({ providers: { registry } }: WorkspaceFolder, { stages }: StageEntry): string | null {
  const [only] = stages;
  const run = only && stages.length === 1 ? registry.lastRun(only.address) : null;
  const [metric] = run?.state === 'known' ? run.value.metrics : [];
  return metric ? metricWords(metric) : null;
}
