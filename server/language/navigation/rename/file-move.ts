/** A file or folder that gets another place, both from the root of the workspace folder. */
export interface FileMove {
  from: string;
  to: string;
}
