import type { SweepContract } from '../../schemas/protocol/views/sweep.ts';
import { Host } from '../shared/host.ts';
import { SweepPage } from './sweep-page.ts';

const host = new Host<SweepContract>();
let page: SweepPage | undefined;
host.start((state, strings) => {
  if (page === undefined) {
    page = new SweepPage(host, state, strings);
    document.body.append(page);
  } else {
    page.show(state);
  }
});
