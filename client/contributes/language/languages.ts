import type { GrammarContribution, LanguageContribution } from '../types.ts';

/** Manifests of our own. A dvc.yaml and params files stay `yaml`, for all that other extensions do for them. */
const manifests: Record<string, Pick<LanguageContribution, 'aliases' | 'filenames' | 'extensions'>> = {
  'slipway-workspace': { aliases: ['Slipway Workspace'], filenames: ['slipway.yaml'] },
  'slipway-model': { aliases: ['Slipway Model'], extensions: ['.model.yaml'] },
  'slipway-data': { aliases: ['Slipway Data Contract'], extensions: ['.data.yaml'] },
};

export const languages: Record<string, LanguageContribution> = Object.fromEntries(
  Object.entries(manifests).map(([id, names]) => [
    id,
    {
      ...names,
      configuration: './client/media/language/language-configuration.json',
      icon: { light: './client/media/language/light.svg', dark: './client/media/language/dark.svg' },
    },
  ]),
);

/** One grammar for all three: it is YAML's. */
export const grammars: GrammarContribution[] = Object.keys(manifests).map((language) => ({
  language,
  scopeName: 'source.slipway.yaml',
  path: './client/media/language/slipway.tmLanguage.json',
  unbalancedBracketScopes: [
    'invalid.illegal',
    'meta.scalar.yaml',
    'storage.type.tag.shorthand.yaml',
    'keyword.control.flow',
  ],
}));

/** What VS Code's YAML extension sets for `[yaml]`: settings of a language do not pass on to another. */
const yamlDefaults = {
  'editor.insertSpaces': true,
  'editor.tabSize': 2,
  'editor.autoIndent': 'advanced',
  'diffEditor.ignoreTrimWhitespace': false,
  'editor.defaultColorDecorators': 'never',
  'editor.quickSuggestions': { strings: 'on' },
};

export const languageDefaults: Record<string, unknown> = Object.fromEntries(
  Object.keys(manifests).map((id) => [`[${id}]`, yamlDefaults]),
);
