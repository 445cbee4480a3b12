import * as vscode from 'vscode';
import { ciFeature } from './features/ci/feature.ts';
import { conversionFeature } from './features/conversion/feature.ts';
import { deploymentsFeature } from './features/deployments/feature.ts';
import { interopFeature } from './features/interop/feature.ts';
import { languageFeature } from './features/language/feature.ts';
import { manifestMakersFeature } from './features/manifest-makers/feature.ts';
import { pipelineGraphFeature } from './features/pipeline-graph/feature.ts';
import { pipelinesFeature } from './features/pipelines/feature.ts';
import { registryFeature } from './features/registry/feature.ts';
import { schedulesFeature } from './features/schedules/feature.ts';
import { stageMakersFeature } from './features/stage-makers/feature.ts';
import { sweepsFeature } from './features/sweeps/feature.ts';
import { trackingFeature } from './features/tracking/feature.ts';
import type { Feature, Host } from './host/host.ts';
import { Runners } from './host/runner/runners.ts';

/** One line for a new feature. */
const features: Feature[] = [
  trackingFeature,
  interopFeature,
  pipelinesFeature,
  pipelineGraphFeature,
  stageMakersFeature,
  manifestMakersFeature,
  sweepsFeature,
  schedulesFeature,
  registryFeature,
  conversionFeature,
  deploymentsFeature,
  ciFeature,
  languageFeature,
];

export function activate(context: vscode.ExtensionContext): void {
  const startedAt = performance.now();
  const log = vscode.window.createOutputChannel('Slipway', { log: true });
  context.subscriptions.push(log);
  try {
    const runners = new Runners({
      cli: context.asAbsolutePath('dist/server/cli.cjs'),
      reader: context.asAbsolutePath('dist/server/reader.cjs'),
      clientVersion: String(context.extension.packageJSON.version),
      log,
    });
    const host: Host = { context, log, runners };
    context.subscriptions.push(runners, ...features.map((feature) => feature(host)));
    log.info(`Activated in ${Math.round(performance.now() - startedAt)} ms.`);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    const reload = vscode.l10n.t('Reload Window');
    const showLog = vscode.l10n.t('Show Log');
    void vscode.window
      .showErrorMessage(
        vscode.l10n.t(
          'Slipway did not start: {0} Reload the window; if it happens again, see the log.',
          error instanceof Error ? error.message : String(error),
        ),
        reload,
        showLog,
      )
      .then((choice) => {
        if (choice === reload) void vscode.commands.executeCommand('workbench.action.reloadWindow');
        if (choice === showLog) log.show();
      });
    throw error;
  }
}
