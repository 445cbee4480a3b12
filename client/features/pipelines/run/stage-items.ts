import * as vscode from 'vscode';
import type { StageView } from '../../../../schemas/protocol/pipelines.ts';
import type { StageRef } from '../../../host/stage-ref.ts';
import { groupName, stateCounts } from '../stage-facts.ts';
import { countsInWords, stageNote, stateIcon, stateInWords } from '../words.ts';

export interface StageItem extends vscode.QuickPickItem {
  ref: StageRef;
}

/** Stages with their states for a quick pick; a group stands before its stages, and is one entry too. */
export function stageItems(folder: string, where: string, stages: readonly StageView[]): StageItem[] {
  const groups = Map.groupBy(stages, (stage) => groupName(stage) ?? '');
  const told = new Set<string>();
  return stages.flatMap((stage) => {
    const items: StageItem[] = [];
    const group = groupName(stage);
    if (group !== null && !told.has(group)) {
      told.add(group);
      items.push(groupItem({ folder, stage: group }, where, groups.get(group) ?? []));
    }
    const state = stateInWords(stage.state);
    const note = stageNote(stage, Date.now());
    items.push({
      label: stage.name,
      description: [note.startsWith(state) ? '' : state, note, where].filter(Boolean).join(' · '),
      iconPath: stateIcon(stage.state),
      ref: { folder, stage: stage.name },
    });
    return items;
  });
}

function groupItem(ref: StageRef, where: string, stages: readonly StageView[]): StageItem {
  return {
    label: ref.stage,
    description: [vscode.l10n.t('all {0}', stages.length), countsInWords(stages), where]
      .filter(Boolean)
      .join(' · '),
    iconPath: stateIcon(stateCounts(stages)[0]?.state ?? 'unknown'),
    ref,
  };
}
