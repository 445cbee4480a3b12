/** Texts of parallel coordinates, in whatever view they stand. */
export interface ParallelStrings {
  parallelHelp: string;
  /** {0} runs over the axes {1}; {2} in range. */
  parallelSummary: string;
  noAxes: string;
}
