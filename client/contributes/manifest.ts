import { ciContribution } from './ci/feature.ts';
import { conversionContribution } from './conversion/feature.ts';
import { deploymentsContribution } from './deployments/feature.ts';
import { interopContribution } from './interop/feature.ts';
import { languageContribution } from './language/feature.ts';
import { manifestMakersContribution } from './manifest-makers/feature.ts';
import { pipelineGraphContribution } from './pipeline-graph/feature.ts';
import { pipelinesContribution } from './pipelines/feature.ts';
import { registryContribution } from './registry/feature.ts';
import { schedulesContribution } from './schedules/feature.ts';
import { stageMakersContribution } from './stage-makers/feature.ts';
import { sweepsContribution } from './sweeps/feature.ts';
import { trackingContribution } from './tracking/feature.ts';
import type { CommandContribution, FeatureContribution } from './types.ts';

/** One line for a new feature. */
const features: FeatureContribution[] = [
  trackingContribution,
  interopContribution,
  pipelinesContribution,
  pipelineGraphContribution,
  stageMakersContribution,
  manifestMakersContribution,
  sweepsContribution,
  schedulesContribution,
  registryContribution,
  conversionContribution,
  deploymentsContribution,
  ciContribution,
  languageContribution,
];

type Json = Record<string, unknown>;

export interface Manifest {
  activationEvents: string[];
  contributes: Json;
  restrictedConfigurations: string[];
  /** package.nls.json: every text a person reads, by key. */
  texts: Record<string, string>;
}

/** What package.json and package.nls.json say of the features. */
export function buildManifest(): Manifest {
  const texts: Record<string, string> = {};
  const text = (key: string, value: string) => {
    texts[key] = value;
    return `%${key}%`;
  };
  const commands = features.flatMap((feature) => Object.entries(feature.commands));
  const settings = features.flatMap((feature) => Object.entries(feature.settings));
  text('slipway.category', 'Slipway');
  text(
    'capabilities.untrusted',
    'Nothing is started in a folder that you do not trust: no run, no runner, no interpreter. Manifests are checked there, which runs nothing of the folder.',
  );
  text('capabilities.virtual', 'Runs are tracked for folders on disk only.');
  return {
    activationEvents: features.flatMap((feature) => feature.activationEvents),
    contributes: {
      commands: commands.map(([id, command]) => ({
        command: id,
        title: text(`${id}.title`, command.title),
        category: '%slipway.category%',
        ...(command.icon && { icon: command.icon }),
      })),
      menus: buildMenus(commands),
      configuration: {
        title: 'Slipway',
        properties: Object.fromEntries(
          settings.map(([id, { description, restricted: _restricted, ...schema }]) => [
            id,
            { ...schema, markdownDescription: text(`${id}.description`, description) },
          ]),
        ),
      },
      configurationDefaults: Object.assign({}, ...features.map((feature) => feature.configurationDefaults)),
      languages: features.flatMap(({ languages = {} }) =>
        Object.entries(languages).map(([id, language]) => ({ id, ...language })),
      ),
      grammars: features.flatMap(({ grammars = [] }) => grammars),
      viewsContainers: {
        activitybar: features.flatMap((feature) =>
          Object.entries(feature.viewsContainers).map(([id, { title, icon }]) => ({
            id,
            title: text(`container.${id}.title`, title),
            icon,
          })),
        ),
      },
      views: buildViews(text),
      viewsWelcome: features.flatMap((feature) =>
        feature.welcomes.map(({ view, contents, when }, index) => ({
          view,
          contents: text(`${view}.welcome.${index}`, contents),
          when,
        })),
      ),
      taskDefinitions: buildTaskDefinitions(text),
      problemMatchers: features.flatMap(({ problemMatchers = [] }) =>
        problemMatchers.map((matcher) => ({
          ...matcher,
          label: text(`matcher.${matcher.name}`, matcher.label),
        })),
      ),
      walkthroughs: buildWalkthroughs(text),
      terminal: {
        profiles: features.flatMap((feature) =>
          Object.entries(feature.terminalProfiles).map(([id, { title, icon }]) => ({
            id,
            title: text(`${id}.title`, title),
            icon,
          })),
        ),
      },
    },
    restrictedConfigurations: settings.filter(([, setting]) => setting.restricted).map(([id]) => id),
    texts,
  };
}

function buildMenus(commands: [string, CommandContribution][]): Record<string, Json[]> {
  const menus: Record<string, Json[]> = { commandPalette: [] };
  for (const [command, { palette, menus: placements }] of commands) {
    if (palette !== 'always')
      menus.commandPalette?.push({ command, when: palette === 'never' ? 'false' : palette });
    for (const [menu, placement] of Object.entries(placements ?? {})) {
      menus[menu] ??= [];
      for (const place of [placement].flat()) menus[menu].push({ command, ...place });
    }
  }
  return menus;
}

function buildViews(text: (key: string, value: string) => string): Record<string, Json[]> {
  const views: Record<string, Json[]> = {};
  for (const [id, { name, container, ...rest }] of features.flatMap((feature) =>
    Object.entries(feature.views),
  )) {
    views[container] ??= [];
    views[container].push({ id, name: text(`${id}.name`, name), ...rest });
  }
  return views;
}

function buildTaskDefinitions(text: (key: string, value: string) => string): Json[] {
  const definitions = features.flatMap(({ taskDefinitions = {} }) => Object.entries(taskDefinitions));
  return definitions.map(([type, properties]) => ({
    type,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [
        name,
        { ...property, description: text(`task.${type}.${name}`, property.description) },
      ]),
    ),
  }));
}

function buildWalkthroughs(text: (key: string, value: string) => string): Json[] {
  const walkthroughs = features.flatMap((feature) => Object.entries(feature.walkthroughs));
  return walkthroughs.map(([id, { title, description, steps }]) => ({
    id,
    title: text(`walkthrough.${id}.title`, title),
    description: text(`walkthrough.${id}.description`, description),
    steps: Object.entries(steps).map(([stepId, step]) => ({
      id: stepId,
      title: text(`walkthrough.${id}.${stepId}.title`, step.title),
      description: text(`walkthrough.${id}.${stepId}.description`, step.description),
      media: {
        svg: `client/media/walkthrough/${step.picture}`,
        altText: text(`walkthrough.${id}.${stepId}.picture`, step.pictureDescription),
      },
      completionEvents: step.completionEvents,
    })),
  }));
}
