import type { SettingContribution } from '../types.ts';

export const trackingSettings = {
  'slipway.headlineMetric': {
    type: 'string',
    default: '',
    description:
      'Metric shown beside each run in the Runs view, for example `val/auc`. Empty: the one that was logged last.',
    scope: 'resource',
  },
  'slipway.autolog': {
    type: 'boolean',
    default: false,
    description:
      'Call `mlflow.autolog()` in tracked Python scripts that do not use MLflow themselves, so that their models and metrics are recorded.',
    scope: 'resource',
    restricted: true,
  },
  'slipway.metricFiles': {
    type: 'array',
    items: { type: 'string' },
    default: [],
    description:
      'JSON, YAML, TOML, CSV and TSV files, relative to the folder, whose numbers become metrics of the tracked run: those of JSON files and tables each time they change, of the others when it ends.',
    scope: 'resource',
    restricted: true,
  },
  'slipway.pythonPath': {
    type: 'string',
    default: '',
    description:
      'Python interpreter for tracked runs. Empty: the one chosen in the Python extension, else one found in the folder (`.venv`, uv, Poetry, Pipenv, Pixi, conda), else on `PATH`.',
    scope: 'machine-overridable',
    restricted: true,
  },
  'slipway.trackDebugSessions': {
    type: 'boolean',
    default: false,
    description: 'Track every session of the Python debugger (F5), not only *Slipway: Debug as Tracked Run*.',
    scope: 'resource',
    restricted: true,
  },
  'slipway.commandInTerminals': {
    type: 'boolean',
    default: true,
    description: 'Put the `slipway` command on the `PATH` of terminals that VS Code opens.',
    scope: 'window',
  },
} as const satisfies Record<`slipway.${string}`, SettingContribution>;
