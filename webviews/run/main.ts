import type { RunContract } from '../../schemas/protocol/views/run.ts';
import { Host } from '../shared/host.ts';
import { RunView } from './run-view.ts';

const host = new Host<RunContract>();
let view: RunView | undefined;
host.start((state, strings) => {
  if (view === undefined) {
    view = new RunView(host, state, strings);
    document.body.append(view);
  } else {
    view.show(state);
  }
});
