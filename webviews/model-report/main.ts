import type { ModelReportContract } from '../../schemas/protocol/views/model-report.ts';
import { Host } from '../shared/host.ts';
import { ModelReportView } from './model-report-view.ts';

const host = new Host<ModelReportContract>();
const view = new ModelReportView(host);
host.start((state) => {
  host.save({ state });
  view.show(state);
  if (!view.isConnected) document.body.append(view);
});
