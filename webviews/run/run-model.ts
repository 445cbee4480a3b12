import type { ArtifactEntry, Run } from '../../schemas/protocol/tracking.ts';
import type { RunContract, RunState } from '../../schemas/protocol/views/run.ts';
import { type Host, isAbort, type Problem, problemOf } from '../shared/host.ts';

const refreshMs = 400;
const outputBytes = 64 * 1024;

/** One run, live: what it is, and the end of what its process writes. */
export class RunModel {
  state: RunState;
  run: Run | null = null;
  output: { text: string; truncated: boolean } | null = null;
  error: Problem | null = null;
  revision = 0;

  private readonly host: Host<RunContract>;
  private readonly onChange: () => void;
  private timer = 0;

  constructor(host: Host<RunContract>, state: RunState, onChange: () => void) {
    this.host = host;
    this.state = state;
    this.onChange = onChange;
    host.on('tracking/changed', ({ runIds }) => {
      if (runIds.length === 0 || runIds.includes(this.state.target.runId)) this.refreshSoon();
    });
    host.on('executions/output', ({ executionId, text }) => {
      if (executionId === this.state.output?.executionId) this.appendOutput(text);
    });
    void this.refresh();
    void this.readOutput();
  }

  show(state: RunState): void {
    const isSameOutput = state.output?.executionId === this.state.output?.executionId;
    const previewOnly = isSameOutput && state.preview !== this.state.preview && this.run !== null;
    this.state = state;
    this.onChange();
    if (previewOnly) return;
    void this.refresh();
    void this.readOutput();
  }

  async list(path: string): Promise<ArtifactEntry[]> {
    try {
      const { entries } = await this.host.request('artifacts/list', { runId: this.state.target.runId, path });
      return [...entries].sort((a, b) => Number(b.isDir) - Number(a.isDir) || a.path.localeCompare(b.path));
    } catch (error) {
      this.fail(error);
      return [];
    }
  }

  private async refresh(): Promise<void> {
    try {
      const { runs } = await this.host.request('runs/get', { ids: [this.state.target.runId] });
      this.run = runs[0] ?? null;
      this.error = null;
      this.revision++;
      this.onChange();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Reads what is there and follows: the rest comes by `executions/output`. */
  private async readOutput(): Promise<void> {
    const { output } = this.state;
    if (output === null) return;
    try {
      const { text } = await this.host.request('executions/readOutput', {
        executionId: output.executionId,
        offset: output.from,
        maxBytes: outputBytes,
        follow: true,
      });
      this.output = { text: '', truncated: output.from > 0 };
      this.appendOutput(text);
    } catch (error) {
      this.fail(error);
    }
  }

  private appendOutput(text: string): void {
    const whole = `${this.output?.text ?? ''}${text}`;
    const tooLong = whole.length > 2 * outputBytes;
    this.output = {
      text: tooLong ? whole.slice(-outputBytes) : whole,
      truncated: tooLong || this.output?.truncated === true,
    };
    this.onChange();
  }

  private refreshSoon(): void {
    if (this.timer !== 0) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.refresh();
    }, refreshMs);
  }

  private fail(error: unknown): void {
    if (isAbort(error)) return;
    this.error = problemOf(error);
    this.onChange();
  }
}
