const vscode = require('vscode');

exports.activate = ({ subscriptions }) => {
  const createDebugAdapterDescriptor = ({ configuration }) =>
    new vscode.DebugAdapterExecutable(configuration.python, ['-m', 'debugpy.adapter']);
  subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('debugpy', { createDebugAdapterDescriptor }),
  );
};
