import * as vscode from 'vscode';

/** The context keys that the manifest's when-clauses read, and what they hold. */
export interface ContextKeys {
  'slipway.runsState': 'unknown' | 'empty' | 'runs' | 'failed' | 'outdated';
  'slipway.hasRuns': boolean;
  'slipway.liveRuns': number;
  'slipway.showsDeleted': boolean;
  /** How many remote trackers slipway.yaml names, in all folders. */
  'slipway.remoteTrackers': number;
  'slipway.pipelinesState': 'unknown' | 'none' | 'ready' | 'failed';
  /** How many pipelines run or wait their turn. */
  'slipway.runningPipelines': number;
  /** Whether the Pipelines view leaves out what is up to date. */
  'slipway.showsOnlyDue': boolean;
  /** How many schedules slipway.yaml declares, in all folders. */
  'slipway.schedules': number;
  /** How many models are registered, in all folders. */
  'slipway.models': number;
  /** Whether a version is remembered for the next comparison. */
  'slipway.versionToCompare': boolean;
  /** How many targets serve or are declared in slipway.yaml, in all folders. */
  'slipway.targets': number;
  /** How many rollouts are under way. */
  'slipway.rollouts': number;
  /** Whether any folder's runner is connected. */
  'slipway.connected': boolean;
}

const current = new Map<keyof ContextKeys, unknown>();

/** Sets the key where its value is new; each change re-evaluates every menu. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  if (current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
