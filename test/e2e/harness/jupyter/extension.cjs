const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const vscode = require('vscode');

/** By the notebook's address: started with its first cell, as the real extension does. */
const kernels = new Map();

class Kernel {
  language = 'python';
  #status = new vscode.EventEmitter();
  onDidChangeStatus = this.#status.event;
  #python = vscode.workspace.getConfiguration('slipway').get('pythonPath');
  #process = spawn(this.#python, [join(__dirname, 'kernel.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  #lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();

  async *execute(code, history) {
    this.#process.stdin.write(`${JSON.stringify({ code, history })}\n`);
    for (;;) {
      const { value } = await this.#lines.next();
      if (value === undefined) return;
      const { done, stream, text, error } = JSON.parse(value);
      if (done) return;
      const { NotebookCellOutputItem: item, NotebookCellOutput: Output } = vscode;
      yield new Output([
        error ? item.error(error) : stream === 'stderr' ? item.stderr(text) : item.stdout(text),
      ]);
    }
  }

  executeCode(code, _token) {
    return this.execute(code, false);
  }

  end() {
    this.#status.fire('restarting');
    this.#process.kill();
  }
}

exports.activate = ({ subscriptions }) => {
  const controller = vscode.notebooks.createNotebookController(
    'stand-in',
    'jupyter-notebook',
    'Python (stand-in)',
  );
  controller.supportedLanguages = ['python'];
  controller.supportsExecutionOrder = true;
  controller.executeHandler = async (cells, notebook) => {
    const address = notebook.uri.toString();
    if (!kernels.has(address)) kernels.set(address, new Kernel());
    for (const cell of cells) {
      const execution = controller.createNotebookCellExecution(cell);
      execution.start(Date.now());
      await execution.clearOutput();
      for await (const output of kernels.get(address).execute(cell.document.getText(), true))
        await execution.appendOutput(output);
      const failed = cell.outputs.some(({ items }) =>
        items.some(({ mime }) => mime.endsWith('notebook.error')),
      );
      execution.end(!failed, Date.now());
    }
  };
  const prefer = (notebook) =>
    controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  vscode.workspace.notebookDocuments.forEach(prefer);
  subscriptions.push(
    controller,
    vscode.workspace.onDidOpenNotebookDocument(prefer),
    vscode.commands.registerCommand('jupyter.restartkernel', () => {
      for (const kernel of kernels.values()) kernel.end();
      kernels.clear();
    }),
  );
  return { kernels: { getKernel: async (notebook) => kernels.get(notebook.toString()) } };
};
