import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * Every text that the client hands to `vscode.l10n.t`, as the bundle that translators start from (VS Code's
 * format: the English text is the key). Throws where a call's first argument is no plain text.
 */
export function translatableTexts(): Record<string, string> {
  const texts = globSync('client/**/*.ts').sort().flatMap(textsOf);
  return Object.fromEntries([...new Set(texts)].sort().map((text) => [text, text]));
}

function textsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'vscode.l10n.t') {
      const [text] = node.arguments;
      if (!text || !ts.isStringLiteralLike(text))
        throw new Error(`${file}: vscode.l10n.t takes a plain text, not ${text?.getText(source)}`);
      texts.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}
