import * as vscode from 'vscode';
import type { TrackerInfo } from '../../../../schemas/protocol/tracking.ts';
import { trackerStateInWords } from '../../../host/in-words.ts';

export interface TrackerItem extends vscode.QuickPickItem {
  info: TrackerInfo;
}

/** Trackers with their address and state, for a quick pick. */
export function trackerItems(trackers: readonly TrackerInfo[]): TrackerItem[] {
  return trackers.map((info) => ({
    label: info.name,
    description: `${info.uri} · ${trackerStateInWords(info.state)}`,
    detail: info.state === 'ready' ? '' : info.detail,
    iconPath: new vscode.ThemeIcon('cloud'),
    info,
  }));
}
