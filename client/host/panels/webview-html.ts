export interface WebviewPage {
  title: string;
  /** BCP 47 language of the editor. */
  language: string;
  nonce: string;
  /** What the webview may load from, as `webview.cspSource` gives it. */
  source: string;
  script: string;
  codicons: string;
  /** The view may start a worker, from text that it has loaded from our own folder. */
  worker: boolean;
}

/** The whole page of a view: scripts by nonce, styles from our own folder, nothing inline, nothing remote. */
export function webviewHtml({
  title,
  language,
  nonce,
  source,
  script,
  codicons,
  worker,
}: WebviewPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source} blob: data:`,
    ...(worker ? [`connect-src ${source}`, 'worker-src blob:'] : []),
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(codicons)}" id="vscode-codicon-stylesheet" nonce="${nonce}">
    <style nonce="${nonce}">body { margin: 0; padding: 0; }</style>
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${escapeHtml(script)}"></script>
  </body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
