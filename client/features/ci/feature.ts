import { registerCommands } from '../../host/commands.ts';
import type { Feature } from '../../host/host.ts';

/** Pipelines on the machines of GitHub and GitLab. */
export const ciFeature: Feature = (host) =>
  registerCommands(host, {
    'slipway.createCiWorkflow': async () => (await import('./create-ci-workflow.ts')).createCiWorkflow(host),
  });
