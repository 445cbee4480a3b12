import { css } from 'lit';

export const pipelineGraphViewStyles = css`
  header {
    align-items: center;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    gap: 4px;
    padding: 6px 10px;
  }
  header vscode-textfield {
    flex: 0 1 280px;
    min-width: 120px;
  }
  .matches {
    color: var(--vscode-descriptionForeground);
    padding: 0 6px;
    white-space: nowrap;
  }
  .grow {
    flex: 1;
  }
  .separator {
    background: var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    height: 16px;
    margin: 0 4px;
    width: 1px;
  }
  .focus {
    align-items: center;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    padding: 4px 10px;
  }
  .focus > span:nth-child(2) {
    font-weight: 600;
  }
  .focus label {
    align-items: center;
    display: inline-flex;
    gap: 6px;
  }
  .focus vscode-single-select {
    width: 70px;
  }
  .focus .tool {
    margin-left: auto;
  }
  .progress {
    left: 0;
    position: absolute;
    right: 0;
    top: 0;
  }
  .faults {
    background: var(--vscode-inputValidation-errorBackground);
    border-bottom: 1px solid var(--vscode-inputValidation-errorBorder);
    display: flex;
    flex: none;
    gap: 8px;
    max-height: 30%;
    overflow: auto;
    padding: 7px 10px;
  }
  .faults > .codicon {
    color: var(--vscode-errorForeground);
  }
  .faults li {
    overflow-wrap: anywhere;
  }
  .link {
    background: none;
    border: none;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
    font: inherit;
    padding: 0;
  }
  .link:hover {
    text-decoration: underline;
  }
  main {
    display: flex;
    flex: 1;
    min-height: 0;
    position: relative;
  }
  slipway-graph {
    flex: 1;
    min-width: 0;
  }
  .plain {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .state {
    align-items: center;
    display: inline-flex;
    gap: 5px;
  }
  [class*='state-'] .codicon {
    color: var(--tone);
  }
  .counts,
  .map,
  .tip,
  .zoom {
    background: var(--vscode-editorWidget-background);
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 6px;
    position: absolute;
  }
  .counts {
    bottom: 10px;
    color: var(--vscode-descriptionForeground);
    display: flex;
    flex-wrap: wrap;
    font-size: 0.9em;
    gap: 2px 12px;
    left: 10px;
    max-width: calc(100% - 80px);
    padding: 4px 10px;
    pointer-events: none;
  }
  .zoom {
    bottom: 10px;
    display: flex;
    flex-direction: column;
    left: auto;
    padding: 2px;
    right: 10px;
  }
  .map {
    bottom: 10px;
    padding: 6px;
    right: 52px;
  }
  main:has(aside) .zoom {
    right: 330px;
  }
  main:has(aside) .map {
    right: 372px;
  }
  .tip {
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    display: flex;
    flex-direction: column;
    gap: 3px;
    max-width: 360px;
    overflow-wrap: anywhere;
    padding: 6px 10px;
    pointer-events: none;
    white-space: pre-line;
    z-index: 4;
  }
  aside {
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
    border-left: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    bottom: 0;
    overflow: auto;
    padding: 10px 14px 16px;
    position: absolute;
    right: 0;
    top: 0;
    width: 320px;
    z-index: 3;
  }
  aside .head {
    align-items: start;
    display: flex;
    gap: 6px;
    margin-bottom: 6px;
  }
  aside h2 {
    flex: 1;
    overflow-wrap: anywhere;
    padding-top: 2px;
  }
  aside h3 {
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
    font-weight: 600;
    letter-spacing: 0.03em;
    margin: 14px 0 4px;
    text-transform: uppercase;
  }
  aside p {
    color: var(--vscode-descriptionForeground);
    margin: 6px 0;
  }
  aside ul {
    margin: 0;
    overflow-wrap: anywhere;
    padding-left: 16px;
  }
  aside ul.plain {
    padding-left: 0;
  }
  aside ul.plain .tool {
    max-width: 100%;
  }
  aside ul.plain .tool span:nth-child(2) {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin: 6px 0 0 -5px;
  }
  pre {
    background: var(--vscode-textCodeBlock-background);
    border-radius: 4px;
    margin: 0;
    max-height: 260px;
    overflow: auto;
    padding: 6px 8px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @media (max-width: 640px) {
    .map {
      display: none;
    }
    aside {
      border-left: none;
      border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      height: 45%;
      top: auto;
      width: 100%;
    }
    main:has(aside) .zoom {
      bottom: calc(45% + 10px);
      right: 10px;
    }
    main:has(aside) .counts {
      display: none;
    }
  }
`;
