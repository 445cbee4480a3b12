/** What a supervisor tells the runner; both facts lie on disk before they are said. */
export interface SupervisionRequests {
  'supervision/attach': { params: { executionId: string }; result: null };
  'supervision/ended': { params: { executionId: string }; result: null };
}
