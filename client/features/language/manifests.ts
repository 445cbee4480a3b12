const names = ['dvc.yaml', 'params.yaml', 'slipway.yaml', '*.model.yaml', '*.data.yaml'];
/** Of texts that have no file yet. dvc.yaml and params files stay `yaml`: other extensions know them by it. */
const ownLanguages = ['slipway-workspace', 'slipway-model', 'slipway-data'];

export const manifestGlob = `**/{${names.join(',')}}`;

/** What the language server is told of. */
export const manifestSelector: (
  | { scheme: string; pattern: string }
  | { scheme: string; language: string }
)[] = [
  ...names.map((name) => ({ scheme: 'file', pattern: `**/${name}` })),
  ...names.map((name) => ({ scheme: 'untitled', pattern: `**/${name}` })),
  ...ownLanguages.map((language) => ({ scheme: 'untitled', language })),
];
