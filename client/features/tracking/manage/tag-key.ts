/** A tag's key that a person may set: MLflow's characters and length, and not one of the reserved names. */
export function validTagKey(key: string): boolean {
  return /^[/\w.\- :]{1,250}$/.test(key) && !/^(mlflow|slipway)\./.test(key);
}
