/** The `slipway` command for sh and for cmd.exe: the CLI under the editor's own Node (Electron as Node). */
export function commandShims(node: string, cli: string): Record<'slipway' | 'slipway.cmd', string> {
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  return {
    slipway: `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quoted(node)} ${quoted(cli)} "$@"\n`,
    // `%` would start a variable in a batch file.
    'slipway.cmd': `@echo off\r\nsetlocal\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${node.replaceAll('%', '%%')}" "${cli.replaceAll('%', '%%')}" %*\r\n`,
  };
}
