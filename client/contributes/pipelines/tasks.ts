import type { ProblemMatcherContribution, TaskDefinitionContribution } from '../types.ts';

export const pipelinesTasks = {
  slipway: {
    stage: {
      type: 'string',
      description:
        'A stage, a group of stages or a dvc.yaml, with all that it needs. Without it: every stage.',
    },
    folder: { type: 'string', description: 'Name of the workspace folder, where there are several.' },
    only: { type: 'boolean', description: 'Run the stage and nothing else.' },
    downstream: { type: 'boolean', description: 'Run the stage and all that needs it.' },
    force: { type: 'boolean', description: 'Run what is up to date too.' },
    keepGoing: {
      type: 'boolean',
      description: 'After a failure, go on with all that does not depend on it.',
    },
  },
} as const satisfies TaskDefinitionContribution;

const frame = {
  regexp: '^\\s*File "(.+)", line (\\d+)(?:, in .+)?$',
  kind: 'location',
  file: 1,
  location: 2,
};
const code = { regexp: '^\\s{4}\\S.*$' };
const marks = { regexp: '^\\s{4}[\\s~^]*[~^][\\s~^]*$' };
const error = { regexp: '^([A-Za-z_][\\w.]*(?:: .*)?)$', message: 1 };

const python = {
  owner: 'slipway-python',
  source: 'slipway',
  severity: 'error',
  // Python prints whole paths. To have VS Code look for others takes until after the task has ended.
  fileLocation: ['absolute'],
} as const;

/** A matcher's lines must follow one another, so each shape of a traceback's end has its own. */
export const pipelinesProblemMatchers: ProblemMatcherContribution[] = [
  {
    ...python,
    name: 'slipway',
    label: 'Slipway: mistakes in dvc.yaml',
    owner: 'slipway-pipelines',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of VS Code's
    fileLocation: ['relative', '${workspaceFolder}'],
    pattern: [
      {
        regexp: '^((?:.*[\\\\/])?[^\\\\/:]+\\.(?:ya?ml|json|toml|py)):(\\d+):(\\d+): (.+)$',
        file: 1,
        line: 2,
        column: 3,
        message: 4,
      },
    ],
  },
  { ...python, name: 'slipway-python', label: 'Slipway: Python tracebacks', pattern: [frame, code, error] },
  {
    ...python,
    name: 'slipway-python-marked',
    label: 'Slipway: Python tracebacks with markers',
    pattern: [frame, code, marks, error],
  },
  {
    ...python,
    name: 'slipway-python-bare',
    label: 'Slipway: Python tracebacks without source',
    pattern: [frame, error],
  },
];
