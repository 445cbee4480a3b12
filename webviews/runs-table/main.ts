import type { RunsTableContract } from '../../schemas/protocol/views/runs-table.ts';
import { Host } from '../shared/host.ts';
import { RunsView } from './runs-view.ts';

const host = new Host<RunsTableContract>();
let view: RunsView | undefined;
host.start((state, strings) => {
  if (view === undefined) {
    view = new RunsView(host, state, strings);
    document.body.append(view);
  } else {
    view.show(state);
  }
});
