/** Where a command stands in a menu; `when` is VS Code's when-clause. */
export interface MenuPlacement {
  when?: string;
  /** VS Code's `group@order`; `inline` for an icon on the row. */
  group?: string;
}

export interface CommandContribution {
  /** "Verb Noun"; the palette writes "Slipway: " before it. */
  title: string;
  /** Codicon as `$(name)`. */
  icon?: string;
  /** When the palette lists it: a when-clause, or `never` for what needs an item to act on. */
  palette: string;
  menus?: Record<string, MenuPlacement | readonly MenuPlacement[]>;
}

export interface SettingContribution {
  type: 'string' | 'boolean' | 'array' | 'object';
  default: string | boolean | readonly string[] | Readonly<Record<string, string>>;
  /** Markdown, one or two sentences. */
  description: string;
  scope: 'resource' | 'window' | 'machine' | 'machine-overridable';
  /** Not read from a folder that the user does not trust. */
  restricted?: boolean;
  /** Of a text: what it may be; the description says what each means. */
  enum?: readonly string[];
  items?: { type: 'string' };
  /** Of an object's values. */
  additionalProperties?: { enum: readonly string[] };
}

export interface ViewContribution {
  name: string;
  container: string;
  icon: string;
  /** When it is there at all: a when-clause. */
  when?: string;
}

export interface WelcomeContribution {
  view: string;
  contents: string;
  when: string;
}

export interface WalkthroughStep {
  title: string;
  description: string;
  /** SVG file name under client/media/walkthrough. */
  picture: string;
  pictureDescription: string;
  completionEvents: string[];
}

export interface WalkthroughContribution {
  title: string;
  description: string;
  steps: Record<string, WalkthroughStep>;
}

export interface ViewContainerContribution {
  title: string;
  icon: string;
}

/** Properties of a task in tasks.json, by the task's type. */
export type TaskDefinitionContribution = Record<
  string,
  Record<string, { type: 'string' | 'boolean'; description: string }>
>;

/** VS Code's own shape: https://code.visualstudio.com/api/references/contribution-points#contributes.problemMatchers */
export interface ProblemMatcherContribution {
  name: string;
  label: string;
  owner: string;
  source: string;
  severity: 'error';
  fileLocation: readonly string[];
  pattern: Record<string, string | number>[];
}

/** VS Code's own shape: https://code.visualstudio.com/api/references/contribution-points#contributes.languages */
export interface LanguageContribution {
  aliases: readonly string[];
  filenames?: readonly string[];
  /** Ends of file names, with their dot. */
  extensions?: readonly string[];
  configuration: string;
  icon: { light: string; dark: string };
}

export interface GrammarContribution {
  language: string;
  scopeName: string;
  path: string;
  unbalancedBracketScopes: readonly string[];
}

/** What one feature adds to the manifest. */
export interface FeatureContribution {
  commands: Record<`slipway.${string}`, CommandContribution>;
  settings: Record<`slipway.${string}`, SettingContribution>;
  viewsContainers: Record<string, ViewContainerContribution>;
  views: Record<`slipway.${string}`, ViewContribution>;
  welcomes: WelcomeContribution[];
  walkthroughs: Record<string, WalkthroughContribution>;
  terminalProfiles: Record<`slipway.${string}`, { title: string; icon: string }>;
  /** Defaults of other extensions' settings, or of VS Code's own. */
  configurationDefaults: Record<string, unknown>;
  taskDefinitions?: TaskDefinitionContribution;
  problemMatchers?: ProblemMatcherContribution[];
  /** By id. */
  languages?: Record<string, LanguageContribution>;
  grammars?: readonly GrammarContribution[];
  /** Only what VS Code does not derive from the rest. */
  activationEvents: string[];
}

/** What a feature contributes that says nothing more. */
export const nothingContributed: FeatureContribution = {
  commands: {},
  settings: {},
  viewsContainers: {},
  views: {},
  welcomes: [],
  walkthroughs: {},
  terminalProfiles: {},
  configurationDefaults: {},
  activationEvents: [],
};
