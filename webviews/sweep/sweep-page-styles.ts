import { css } from 'lit';

export const sweepPageStyles = css`
  header {
    align-items: center;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    min-height: 36px;
    padding: 4px 10px;
  }
  .best {
    align-items: center;
    color: var(--vscode-descriptionForeground);
    display: inline-flex;
    gap: 4px;
  }
  .actions {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-left: auto;
  }
  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .findings {
    display: flex;
    flex: 0 0 45%;
    gap: 24px;
    min-height: 260px;
    padding: 10px;
  }
  h2 {
    margin-bottom: 8px;
  }
  .importance {
    flex: 0 0 260px;
    min-width: 0;
    overflow: auto;
  }
  dl {
    display: grid;
    gap: 6px 10px;
    grid-template-columns: minmax(60px, auto) 1fr;
    margin: 0;
  }
  dt {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  dd {
    align-items: center;
    display: flex;
    gap: 8px;
    margin: 0;
  }
  .bar {
    background: var(--vscode-charts-blue, var(--vscode-textLink-foreground));
    border-radius: 2px;
    display: inline-block;
    height: 10px;
    /* One that matters little is still seen to be there. */
    width: max(2px, calc(var(--share) * (100% - 48px)));
  }
  .axes {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-width: 0;
  }
  slipway-table {
    border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    flex: 1;
    min-height: 120px;
  }
  @media (max-width: 640px) {
    main {
      overflow: auto;
    }
    .findings {
      flex: none;
      flex-direction: column;
    }
    .importance {
      flex: none;
    }
    .axes {
      height: 280px;
    }
    slipway-table {
      flex: none;
      height: 320px;
    }
  }
`;
