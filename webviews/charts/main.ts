import type { ChartsContract } from '../../schemas/protocol/views/charts.ts';
import { Host } from '../shared/host.ts';
import { ChartsView } from './charts-view.ts';

const host = new Host<ChartsContract>();
let view: ChartsView | undefined;
host.start((state, strings) => {
  if (view === undefined) {
    view = new ChartsView(host, state, strings);
    document.body.append(view);
  } else {
    view.show(state);
  }
});
