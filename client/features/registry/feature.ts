import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { restorePanels } from '../../host/panels/panel-kind.ts';
import { VersionComparison } from './compare/compare-versions.ts';
import { GateReports } from './gates/gate-reports.ts';
import { registerGates } from './gates/register.ts';
import { LiveVersions } from './live-versions.ts';
import { Models } from './models.ts';
import { modelReportPanel } from './report-panel.ts';
import { registerModelsTree } from './tree/models-tree.ts';

/** Registered models: seeing, registering, comparing and taking them away. */
export const registryFeature: Feature = (host) => {
  const models = new Models(host);
  const reports = new GateReports(host);
  const live = new LiveVersions(host);
  const comparison = new VersionComparison(models);
  const change = () => import('./manage/change-model.ts');
  const open = () => import('./open-manifest.ts');
  return vscode.Disposable.from(
    models,
    reports,
    live,
    registerModelsTree({ models, reports, live }),
    registerGates(models, reports),
    restorePanels(host, modelReportPanel),
    registerCommands(host, {
      'slipway.registerModel': async (...args) =>
        (await import('./manage/register-model.ts')).registerModel(models, args),
      'slipway.addModelAlias': async (passed) => (await change()).addAlias(models, passed),
      'slipway.removeModelAlias': async (passed) => (await change()).removeAlias(models, passed),
      'slipway.editModelDescription': async (passed) => (await change()).editDescription(models, passed),
      'slipway.addModelTag': async (passed) => (await change()).addModelTag(models, passed),
      'slipway.removeModelTag': async (passed) => (await change()).removeModelTag(models, passed),
      'slipway.deleteModelVersion': async (passed) => (await change()).deleteVersion(models, passed),
      'slipway.deleteModel': async (passed) => (await change()).deleteModel(models, passed),
      'slipway.copyModelUri': async (passed) => (await change()).copyUri(models, passed),
      'slipway.compareVersions': (passed, selection) => comparison.compare(passed, selection),
      'slipway.selectVersionToCompare': (passed) => comparison.select(passed),
      'slipway.compareWithSelectedVersion': (passed) => comparison.withSelected(passed),
      'slipway.openVersionRun': async (passed) => (await open()).openVersionRun(models, passed),
      'slipway.openModelManifest': async (passed) => (await open()).openModelManifest(models, passed),
    }),
  );
};
