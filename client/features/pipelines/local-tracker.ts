/** Pipelines run into the folder's own store, whatever tracker its views read. */
export const localTracker = 'local';
