export type CiHost = 'github' | 'gitlab';

export interface CiRequests {
  /**
   * Writes a workflow for the project. `host`: null is where the repository's origin lies, else GitHub. Rejects with
   * `SLW-FILE-EXISTS` where the file is there and `force` is not given.
   */
  'ci/init': {
    params: { host: CiHost | null; force: boolean };
    result: {
      /** Absolute. */
      file: string;
      /** Files of the project that name packages which the workflow does not install. */
      notInstalled: string[];
    };
  };
}
