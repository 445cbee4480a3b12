import { columnEdges, columnRules, type TableColumn } from './column.ts';

/** The stylesheet that places a table's columns: a resize touches one rule a column, and no cell. */
export class ColumnSheet {
  readonly sheet = new CSSStyleSheet();

  show(columns: readonly TableColumn[]): void {
    this.sheet.replaceSync(columnRules(columns));
  }

  /** A dragged width, and the columns after it moved along. */
  preview(columns: readonly TableColumn[], index: number, width: number): void {
    const edges = columnEdges(columns.map((column, at) => (at === index ? { ...column, width } : column)));
    for (let at = index; at < columns.length; at++) {
      const rule = this.sheet.cssRules[at];
      if (!(rule instanceof CSSStyleRule)) continue;
      rule.style.left = `${edges[at]}px`;
      if (at === index) rule.style.width = `${width}px`;
    }
  }
}
