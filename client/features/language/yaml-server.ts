import * as vscode from 'vscode';

/** Red Hat's YAML extension tells of syntax and schema, too: what it says is not to be said twice. */
export function yamlServerIsActive(): boolean {
  const isThere = vscode.extensions.getExtension('redhat.vscode-yaml') !== undefined;
  return isThere && vscode.workspace.getConfiguration('yaml').get('validate', true);
}

export function onDidChangeYamlServer(tell: (isActive: boolean) => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(() => tell(yamlServerIsActive())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('yaml.validate')) tell(yamlServerIsActive());
    }),
  );
}
