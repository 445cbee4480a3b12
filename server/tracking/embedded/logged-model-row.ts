/** A row of the table `logged_models`. */
export interface LoggedModelRow {
  model_id: string;
  experiment_id: number;
  name: string;
  model_type: string | null;
  source_run_id: string | null;
  status: string;
  lifecycle_stage: string;
  creation_time: number;
  last_updated_time: number;
}
