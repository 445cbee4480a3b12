import { css } from 'lit';
import { chartControlStyles } from '../shared/chart/chart-controls.ts';
import { runLegendStyles } from '../shared/chart/run-legend.ts';

export const chartsViewStyles = [
  chartControlStyles,
  runLegendStyles,
  css`
    header {
      align-items: center;
      border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      padding: 6px 10px;
    }
    header vscode-textfield {
      flex: 0 1 240px;
    }
    .count {
      color: var(--vscode-descriptionForeground);
      margin-left: auto;
    }
    main {
      display: flex;
      flex: 1;
      flex-direction: column;
      min-height: 0;
      overflow: auto;
      padding: 10px;
    }
  `,
];
