import type { SweepView } from '../../schemas/protocol/sweeps.ts';
import type { SweepContract } from '../../schemas/protocol/views/sweep.ts';
import { type Host, isAbort, type Problem, problemOf } from '../shared/host.ts';

const refreshMs = 500;

/** The sweep as its runs tell it, read again as they change. */
export class SweepModel {
  view: SweepView | null = null;
  error: Problem | null = null;
  /** Raised with every answer. */
  revision = 0;

  private readonly host: Host<SweepContract>;
  private readonly runId: string;
  private readonly onChange: () => void;
  private reading: AbortController | undefined;
  private timer = 0;

  constructor(host: Host<SweepContract>, runId: string, onChange: () => void) {
    this.host = host;
    this.runId = runId;
    this.onChange = onChange;
    // A new trial is a run that nobody here knows yet, so any change may be one of its.
    host.on('tracking/changed', ({ metricsOnly }) => {
      if (!metricsOnly) this.readSoon();
    });
    void this.read();
  }

  async read(): Promise<void> {
    this.reading?.abort();
    this.reading = new AbortController();
    try {
      this.view = await this.host.request('sweeps/view', { runId: this.runId }, this.reading.signal);
      this.error = null;
    } catch (error) {
      if (isAbort(error)) return;
      this.error = problemOf(error);
    }
    this.revision++;
    this.onChange();
  }

  private readSoon(): void {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.read();
    }, refreshMs);
  }
}
