import { columnEdges, columnRules, countPinned, type TableColumn } from './column.ts';

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
      const style = this.styleAt(at);
      for (const edge of ['left', 'margin-left']) style?.setProperty(edge, `${edges[at]}px`);
      if (at === index) style?.setProperty('width', `${width}px`);
    }
    this.styleAt(columns.length)?.setProperty('width', `${edges[countPinned(columns)]}px`);
  }

  private styleAt(index: number): CSSStyleDeclaration | undefined {
    const rule = this.sheet.cssRules[index];
    return rule instanceof CSSStyleRule ? rule.style : undefined;
  }
}
