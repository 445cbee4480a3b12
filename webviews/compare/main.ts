import type { CompareContract } from '../../schemas/protocol/views/compare.ts';
import { Host } from '../shared/host.ts';
import { CompareView } from './compare-view.ts';

const host = new Host<CompareContract>();
let view: CompareView | undefined;
host.start((state, strings) => {
  if (view === undefined) {
    view = new CompareView(host, state, strings);
    document.body.append(view);
  } else {
    view.show(state);
  }
});
