/** Marks the row under the pointer in the pane of pinned columns and beside it: each holds a part of it. */
export function markHovered(event: PointerEvent): void {
  const rows = event.currentTarget as Element;
  const { index } = (event.target as Element).closest<HTMLElement>('.row')?.dataset ?? {};
  for (const part of rows.querySelectorAll('.hovered')) part.classList.remove('hovered');
  if (event.type === 'pointerleave' || index === undefined) return;
  for (const part of rows.querySelectorAll(`[data-index="${index}"]`)) part.classList.add('hovered');
}
