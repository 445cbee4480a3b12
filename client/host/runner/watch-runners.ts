import * as vscode from 'vscode';
import type { RunnerConnection } from './connection.ts';
import type { Runners } from './runners.ts';

/**
 * Watches the runner of each workspace folder for as long as the folder is open: those that are there now, and those that come.
 * @param watch what is disposed with the folder
 * @param onGone the folder is open no more, and what is known of it can be forgotten
 */
export function watchRunners(
  runners: Runners,
  watch: (runner: RunnerConnection) => vscode.Disposable,
  onGone: (runner: RunnerConnection) => void,
): vscode.Disposable {
  const watched = new Map<RunnerConnection, vscode.Disposable>();
  const update = () => {
    for (const runner of runners.all) if (!watched.has(runner)) watched.set(runner, watch(runner));
    for (const [runner, watching] of watched) {
      if (runners.all.includes(runner)) continue;
      watching.dispose();
      watched.delete(runner);
      onGone(runner);
    }
  };
  update();
  return vscode.Disposable.from(runners.onDidChangeFolders(update), {
    dispose: () => vscode.Disposable.from(...watched.values()).dispose(),
  });
}
