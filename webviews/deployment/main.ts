import type { DeploymentContract } from '../../schemas/protocol/views/deployment.ts';
import { Host } from '../shared/host.ts';
import { DeploymentPage } from './deployment-page.ts';

const host = new Host<DeploymentContract>();
let page: DeploymentPage | undefined;
host.start((state, strings) => {
  if (page === undefined) {
    page = new DeploymentPage(host, state, strings);
    document.body.append(page);
  } else {
    page.show(state);
  }
});
