import { css, unsafeCSS } from 'lit';
import plotRules from 'uplot/dist/uPlot.min.css';

export const chartStyles = [
  unsafeCSS(plotRules),
  css`
    :host {
      background: var(--vscode-editor-background);
      border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
      border-radius: 6px;
      display: flex;
      flex-direction: column;
      min-width: 0;
      overflow: hidden;
    }
    header {
      align-items: center;
      display: flex;
      gap: 2px;
      min-height: 30px;
      padding: 3px 4px 0 12px;
    }
    header h3 {
      flex: 1;
      font-size: 1em;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    header .note {
      color: var(--vscode-descriptionForeground);
      flex: 0 1 auto;
      font-size: 0.85em;
      margin-right: 4px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    header .tool {
      opacity: 0;
    }
    :host(:hover) header .tool,
    :host(:focus-within) header .tool,
    header .tool.sticky {
      opacity: 1;
    }
    .plot {
      flex: 1;
      min-height: 0;
      outline-offset: -2px;
      position: relative;
    }
    .plot slipway-table {
      height: 100%;
    }
    .canvas {
      inset: 0;
      position: absolute;
    }
    .u-cursor-x,
    .u-cursor-y {
      border-color: var(--vscode-descriptionForeground) !important;
      opacity: 0.6;
    }
    .u-select {
      background: color-mix(in srgb, var(--vscode-focusBorder) 25%, transparent);
    }
    .hover {
      background: var(--vscode-editorHoverWidget-background);
      border: 1px solid var(--vscode-editorHoverWidget-border);
      border-radius: 4px;
      box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      color: var(--vscode-editorHoverWidget-foreground);
      font-size: 0.92em;
      max-width: 300px;
      padding: 4px 8px;
      pointer-events: none;
      position: absolute;
      z-index: 100;
    }
    .hover-line {
      align-items: center;
      display: flex;
      gap: 6px;
    }
    .hover-label {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .swatch {
      border-radius: 2px;
      flex: none;
      height: 8px;
      width: 8px;
    }
    .none {
      align-items: center;
      color: var(--vscode-descriptionForeground);
      display: flex;
      height: 100%;
      justify-content: center;
    }
  `,
];
