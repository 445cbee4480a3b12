import { stringify } from 'yaml';
import type { ProjectSetup } from './project-setup.ts';

/** A step of a job; what GitHub's schema calls `step`. */
export type GithubStep = {
  name?: string;
  if?: string;
  uses?: string;
  with?: Record<string, string | number>;
  run?: string;
  env?: Record<string, string>;
};

/** Metrics of this change against its base, as Markdown, in `metrics.md`. */
export const githubCompare = 'slipway metrics diff "origin/$GITHUB_BASE_REF" --markdown > metrics.md';

/** Checks out and installs. */
export function githubSetupSteps({ pythonVersionFile, install }: ProjectSetup): GithubStep[] {
  return [
    { uses: 'actions/checkout@v4', with: { 'fetch-depth': 0 } },
    {
      uses: 'actions/setup-python@v5',
      with: pythonVersionFile ? { 'python-version-file': pythonVersionFile } : { 'python-version': '3.x' },
    },
    { uses: 'actions/setup-node@v4', with: { 'node-version': 24 } },
    { name: 'Install', run: install.join('\n') },
  ];
}

/** Of a job: its steps run in the project's folder. */
export function githubDefaults({ below }: ProjectSetup): object {
  return below === '' ? {} : { defaults: { run: { 'working-directory': below } } };
}

/** A workflow that checks and runs the pipelines of every push and pull request. */
export function githubWorkflow(setup: ProjectSetup): string {
  const isChange = "github.event_name == 'pull_request'";
  const workflow = {
    name: 'Slipway',
    on: { push: { branches: ['main', 'master'] }, pull_request: null },
    permissions: { contents: 'read', 'pull-requests': 'write' },
    jobs: {
      pipelines: {
        'runs-on': 'ubuntu-latest',
        ...githubDefaults(setup),
        steps: [
          ...githubSetupSteps(setup),
          { name: 'Lint', run: 'slipway lint --format github' },
          { name: 'Run', run: 'slipway run' },
          {
            name: 'Compare metrics',
            if: isChange,
            run: `${githubCompare}\ncat metrics.md >> "$GITHUB_STEP_SUMMARY"`,
          },
          {
            name: 'Comment',
            // A fork's token may not write.
            if: `${isChange} && github.event.pull_request.head.repo.full_name == github.repository`,
            run: 'gh pr comment "$NUMBER" --body-file metrics.md --edit-last --create-if-none',
            env: {
              NUMBER: expression('github.event.pull_request.number'),
              GH_TOKEN: expression('github.token'),
            },
          },
        ],
      },
    },
  };
  return `${header(setup)}${stringify(workflow, { lineWidth: 0, nullStr: '' })}`;
}

export function header({ notInstalled }: ProjectSetup): string {
  const missing = notInstalled.map((file) => `# ${file} is not installed by it: add a step that does.\n`);
  return `# Written by Slipway; it is yours to change.\n# The package slipway must be in a registry that npm knows; otherwise name its file there (npm pack makes it).\n${missing.join('')}`;
}

/** What GitHub fills in. */
function expression(text: string): string {
  return `\${{ ${text} }}`;
}
