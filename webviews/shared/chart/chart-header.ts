import { html, nothing, type TemplateResult } from 'lit';
import type { ChartStrings } from '../../../schemas/protocol/views/charts.ts';
import { icon } from '../styles.ts';

interface HeaderGiven {
  heading: string;
  strings: ChartStrings;
  zoomed: boolean;
  asTable: boolean;
  /** What the drawing does to the data, such as smoothing. */
  notes: readonly string[];
  onReset(): void;
  onTable(): void;
  onPng(): void;
  onCsv(): void;
}

export function renderChartHeader(given: HeaderGiven): TemplateResult {
  const { strings, asTable } = given;
  const notes = given.notes.join(' · ');
  return html`<header>
    <h3 title=${given.heading}>${given.heading}</h3>
    ${notes === '' ? nothing : html`<span class="note" title=${notes}>${notes}</span>`}
    ${given.zoomed ? tool('screen-normal', strings.resetZoom, given.onReset, 'sticky') : nothing}
    ${tool(asTable ? 'graph-line' : 'table', asTable ? strings.asDrawing : strings.asTable, given.onTable)}
    ${asTable ? nothing : tool('file-media', strings.savePng, given.onPng)}
    ${tool('desktop-download', strings.saveCsv, given.onCsv)}
  </header>`;
}

function tool(name: string, label: string, onClick: () => void, classes = '') {
  return html`<button class="tool ${classes}" title=${label} aria-label=${label} @click=${onClick}>${icon(name)}</button>`;
}
