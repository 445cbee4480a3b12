/** One measured value on its way to a run: MLflow's metric. */
export interface MetricSample {
  key: string;
  value: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  step: number;
}
