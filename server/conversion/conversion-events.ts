import type { ConversionReport } from '../../schemas/protocol/conversion.ts';

export interface ConversionProblem {
  kind: 'missing' | 'data' | 'unsupported' | 'failed';
  message: string;
  modules: string[];
}

/** What the helper (`convert_model.py`) has told so far. */
export interface ConversionEvents {
  /** What it does now, or did last. */
  step: string;
  stepCount: number;
  report: ConversionReport | null;
  /** Where the model was logged, once it was; of the report alone, where the answers do not agree. */
  logged: { runId: string; path: string } | null;
  problem: ConversionProblem | null;
}

type Line = { step: string } | Partial<Pick<ConversionEvents, 'report' | 'logged' | 'problem'>>;

/** Reads the lines that are whole. */
export function readConversionEvents(text: string): ConversionEvents {
  const events: ConversionEvents = { step: '', stepCount: 0, report: null, logged: null, problem: null };
  for (const line of text.split('\n').slice(0, -1)) {
    const told = JSON.parse(line) as Line;
    Object.assign(events, told);
    if ('step' in told) events.stepCount += 1;
  }
  return events;
}
