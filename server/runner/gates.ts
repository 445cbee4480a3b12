import type { GateNotifications } from '../../schemas/protocol/gates.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Candidates } from '../candidates/candidates.ts';
import { Evaluation, type EvaluationSite } from '../gates/evaluation.ts';
import { Gates } from '../gates/gates.ts';
import type { Instrument } from '../gates/instrument.ts';
import type { Registry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';

export interface GateParts {
  store: Store;
  registry: Registry;
  candidates: Candidates;
  audit: AuditLog;
  evaluation: EvaluationSite;
  instruments: readonly Instrument[];
  tell: (change: GateNotifications['gates/changed']) => void;
}

export function composeGates({ evaluation, tell, ...site }: GateParts): Gates {
  return new Gates({
    ...site,
    evaluation: new Evaluation(evaluation),
    onReport: ({ model, version }) => tell({ model, version }),
  });
}
