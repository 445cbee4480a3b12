import * as vscode from 'vscode';
import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';
import { restorePanels } from '../../host/panels/panel-kind.ts';
import { registerDeployLens } from './deploy-lens.ts';
import { Deployments } from './deployments.ts';
import { registerDocuments } from './documents.ts';
import { DeploymentPanels } from './panel/deployment-panel.ts';
import { tellGoingBack } from './release/tell-going-back.ts';
import { registerRolloutsInStatusBar } from './rollouts-in-status-bar.ts';
import { tellAlerts } from './tell-alerts.ts';
import { registerDeploymentsTree } from './tree/deployments-tree.ts';

/** Models that are live: seeing, releasing and asking them, and going back. */
export const deploymentsFeature: Feature = (host) => {
  const deployments = new Deployments(host);
  const panels = new DeploymentPanels(deployments);
  const copy = () => import('./request/copy-request.ts');
  const declare = () => import('./declare-target.ts');
  return vscode.Disposable.from(
    deployments,
    registerDeploymentsTree(deployments),
    registerRolloutsInStatusBar(deployments),
    registerDocuments(),
    registerDeployLens(),
    tellGoingBack(deployments),
    tellAlerts(deployments),
    restorePanels(host, panels.kind),
    registerCommands(host, {
      'slipway.deployModel': async (passed) =>
        (await import('./release/deploy-model.ts')).deployModel(deployments, passed),
      'slipway.rollBack': async (passed) =>
        (await import('./release/roll-back.ts')).rollBack(deployments, passed),
      'slipway.abortRollout': async (passed) =>
        (await import('./release/abort-rollout.ts')).abortRollout(deployments, passed),
      'slipway.approveRelease': async (passed) =>
        (await import('./release/approve-release.ts')).approveRelease(deployments, passed),
      'slipway.openDeployment': (passed) => panels.open(passed, null),
      'slipway.sendTestRequest': (passed) => panels.open(passed, 'test-request'),
      'slipway.copyCurl': async (passed) => (await copy()).copySampleRequest(deployments, passed, 'curl'),
      'slipway.copyPythonRequest': async (passed) =>
        (await copy()).copySampleRequest(deployments, passed, 'python'),
      'slipway.copyTargetUrl': async (passed) => (await copy()).copyUrl(deployments, passed),
      'slipway.goToTarget': async (passed) => (await declare()).goToTarget(passed),
      'slipway.startAtLogin': async () =>
        (await import('./start-at-login.ts')).changeStartAtLogin(deployments),
      'slipway.declareTarget': async () => (await declare()).declareTarget(deployments),
      'slipway.showAuditLog': async (passed) =>
        (await import('./audit/show-audit-log.ts')).showAuditLog(deployments, passed),
    }),
  );
};
