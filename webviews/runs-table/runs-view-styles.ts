import { css } from 'lit';

export const runsViewStyles = css`
  header {
    align-items: flex-start;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    padding: 6px 10px;
    position: relative;
    z-index: 5;
  }
  .filter {
    flex: 1 1 260px;
    position: relative;
  }
  .filter vscode-textfield {
    width: 100%;
  }
  .filter-error {
    background: var(--vscode-inputValidation-errorBackground);
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
    left: 0;
    padding: 5px 8px;
    position: absolute;
    right: 0;
    top: 26px;
    white-space: pre-wrap;
    z-index: 6;
  }
  vscode-single-select {
    width: 108px;
  }
  .picker-anchor {
    position: relative;
  }
  slipway-column-picker {
    position: absolute;
    right: 0;
    top: 28px;
  }
  .separator {
    align-self: center;
    background: var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    height: 16px;
    width: 1px;
  }
  .count {
    color: var(--vscode-descriptionForeground);
    line-height: 25px;
    margin-left: auto;
    white-space: nowrap;
  }
  .progress {
    left: 0;
    position: absolute;
    right: 0;
    top: 0;
    z-index: 7;
  }
  main {
    display: flex;
    flex: 1;
    min-height: 0;
  }
  slipway-table {
    flex: 1;
  }
  @media (max-width: 900px) {
    .wide {
      display: none;
    }
  }
  @media (max-width: 560px) {
    .filter {
      flex-basis: 100%;
    }
    slipway-column-picker {
      left: -116px;
      right: auto;
    }
  }
`;
