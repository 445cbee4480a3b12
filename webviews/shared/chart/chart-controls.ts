import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { css, html, type TemplateResult } from 'lit';
import type { ChartSettings, ChartStrings } from '../../../schemas/protocol/views/charts.ts';

const axes = ['step', 'relative', 'time'] as const;

export const chartControlStyles = css`
  .controls {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
  }
  .controls vscode-single-select {
    width: 130px;
  }
  .controls label {
    align-items: center;
    display: inline-flex;
    gap: 6px;
    white-space: nowrap;
  }
  input[type='range'] {
    appearance: none;
    background: transparent;
    cursor: pointer;
    height: 16px;
    margin: 0;
    width: 110px;
  }
  input[type='range']::-webkit-slider-runnable-track {
    background: color-mix(in srgb, var(--vscode-foreground) 25%, transparent);
    border-radius: 2px;
    height: 3px;
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    background: var(--vscode-button-background, var(--vscode-foreground));
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 50%;
    height: 13px;
    margin-top: -5px;
    width: 13px;
  }
  .controls output {
    font-variant-numeric: tabular-nums;
    min-width: 2.4em;
  }
`;

/** Axis, scale and smoothing of metric curves. */
export function chartControls(
  settings: ChartSettings,
  strings: ChartStrings,
  change: (settings: Partial<ChartSettings>) => void,
): TemplateResult {
  return html`<div class="controls">
    <vscode-single-select
      .label=${strings.xAxis}
      title=${strings.xAxis}
      @change=${(event: Event) => change({ axis: (event.target as HTMLSelectElement).value as ChartSettings['axis'] })}
    >
      ${axes.map(
        (axis) =>
          html`<vscode-option value=${axis} ?selected=${settings.axis === axis}>${strings[axis]}</vscode-option>`,
      )}
    </vscode-single-select>
    <button class="tool bordered" aria-pressed=${settings.log} @click=${() => change({ log: !settings.log })}>
      ${strings.logScale}
    </button>
    <label
      >${strings.smoothing}
      <input
        type="range"
        min="0"
        max="0.99"
        step="0.01"
        .value=${String(settings.smoothing)}
        @input=${(event: Event) => change({ smoothing: Number((event.target as HTMLInputElement).value) })}
      />
      <output class="muted">${settings.smoothing.toFixed(2)}</output></label
    >
  </div>`;
}
