/** Every version that the test bed installs, pinned here and nowhere else. */
export const versions = {
  /** VS Code 1.139.1 with a server and a browser workbench. */
  codeServer: '4.139.1',
  /** The Node that runs the editor: the same major version as desktop VS Code's, with its headers. */
  node: '24.21.0',
  nodeGyp: '13.1.0',
  /** What the language server is measured beside. */
  yamlLanguageServer: '2.0.0',
  /** Brings the schema of SARIF 2.1.0 along. */
  jestSarif: '1.0.0-beta.0',
  /** Whose YAML the language server has to read without a fault. */
  ansible: '12.3.0',
  pip: '25.3',
};
