import * as vscode from 'vscode';
import { type SettingId, type SettingValue, settings } from '../contributes/settings.ts';

/** A setting's value for a folder or file; its default where it is not set. */
export function readSetting<K extends SettingId>(id: K, resource: vscode.Uri | undefined): SettingValue<K> {
  // Of all settings together VS Code would make a copy each time.
  return vscode.workspace
    .getConfiguration('slipway', resource)
    .get(id.slice('slipway.'.length), settings[id].default) as SettingValue<K>;
}
