import { html, nothing } from 'lit';
import type { TableStrings } from '../../../schemas/protocol/views/runs-table.ts';
import { icon } from '../styles.ts';
import type { Sort, TableColumn } from './column.ts';
import { dragWidth } from './column-drag.ts';
import { type TableEvent, type TableEvents, tableEvent } from './table-events.ts';

interface Heading {
  column: TableColumn;
  index: number;
  sort: Sort | null;
  active: boolean;
  lastPinned: boolean;
  strings: TableStrings;
  emit(event: TableEvent<keyof TableEvents>): void;
  /** Shows a width while it is being dragged, before it is decided. */
  previewWidth(width: number): void;
}

const dragType = 'application/x-slipway-column';

/** One column header: sorts on click, moves by drag and drop, resizes by its grip. */
export function renderHeading(heading: Heading) {
  const { column, index, sort, strings, emit } = heading;
  const sorted = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const sortText =
    sorted === 'none'
      ? strings.notSorted
      : sorted === 'ascending'
        ? strings.sortAscending
        : strings.sortDescending;
  const classes = `heading c${index} ${column.align}${column.pinned ? ' stays' : ''}${
    heading.active ? ' active' : ''
  }${heading.lastPinned ? ' last-pinned' : ''}`;
  return html`<div
    class=${classes}
    id="h${index}"
    role="columnheader"
    aria-colindex=${index + 1}
    aria-sort=${column.sortable ? sorted : nothing}
    aria-description=${strings.columnHelp}
    title=${`${column.title}\n${column.sortable ? `${sortText}\n` : ''}${strings.columnHelp}`}
    draggable="true"
    @click=${() => column.sortable && emit(tableEvent('table-sort', { column: column.id }))}
    @dragstart=${(event: DragEvent) => event.dataTransfer?.setData(dragType, column.id)}
    @dragover=${(event: DragEvent) => {
      if (!event.dataTransfer?.types.includes(dragType)) return;
      event.preventDefault();
      (event.currentTarget as Element).classList.add('drop-before');
    }}
    @dragleave=${(event: DragEvent) => (event.currentTarget as Element).classList.remove('drop-before')}
    @drop=${(event: DragEvent) => {
      (event.currentTarget as Element).classList.remove('drop-before');
      const moved = event.dataTransfer?.getData(dragType);
      if (moved) emit(tableEvent('table-move', { column: moved, before: column.id }));
    }}
  >
    <div class="group">${column.group}</div>
    <div class="title">
      <span>${column.title}</span>${
        sorted === 'none' ? nothing : icon(sorted === 'ascending' ? 'arrow-up' : 'arrow-down')
      }
    </div>
    <div
      class="grip"
      draggable="true"
      @dragstart=${(event: Event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      @click=${(event: Event) => event.stopPropagation()}
      @pointerdown=${(event: PointerEvent) =>
        dragWidth(event, column.width, heading.previewWidth, (width) =>
          emit(tableEvent('table-resize', { column: column.id, width })),
        )}
    ></div>
  </div>`;
}
