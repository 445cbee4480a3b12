import { css } from 'lit';
import { chartControlStyles } from '../shared/chart/chart-controls.ts';
import { runLegendStyles } from '../shared/chart/run-legend.ts';

export const compareViewStyles = [
  chartControlStyles,
  runLegendStyles,
  css`
    header {
      align-items: center;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      padding: 0 10px;
    }
    [role='tablist'] {
      display: flex;
      gap: 14px;
    }
    [role='tab'] {
      background: none;
      border: none;
      border-bottom: 1px solid transparent;
      color: var(--vscode-panelTitle-inactiveForeground);
      cursor: pointer;
      font: inherit;
      height: 36px;
      padding: 0 2px;
    }
    [role='tab'][aria-selected='true'] {
      border-bottom-color: var(--vscode-panelTitle-activeBorder);
      color: var(--vscode-panelTitle-activeForeground);
    }
    header vscode-textfield {
      flex: 0 1 220px;
    }
    .choice {
      align-items: center;
      display: inline-flex;
      gap: 6px;
    }
    .choice vscode-single-select {
      width: 170px;
    }
    .count {
      color: var(--vscode-descriptionForeground);
      margin-left: auto;
    }
    main,
    .panel {
      display: flex;
      flex: 1;
      flex-direction: column;
      min-height: 0;
    }
    .panel > slipway-table {
      flex: 1;
    }
    .scroll {
      flex: 1;
      min-height: 0;
      overflow: auto;
      padding: 10px;
    }
    .pad {
      padding: 6px 10px;
    }
  `,
];
