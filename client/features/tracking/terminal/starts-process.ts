/** Builtins of sh, bash, zsh, fish and PowerShell that start nothing worth a record; `slipway` keeps its own. */
const builtins = new Set(
  (
    'slipway . : [ alias bg bind break builtin cd chdir clear cls command continue declare dirs disown echo enable eval ' +
    'exec exit export false fc fg getopts hash help history jobs kill let local logout popd printf pushd pwd read ' +
    'readonly return set setopt shift shopt source suspend test times trap true type typeset ulimit umask unalias ' +
    'unset unsetopt wait where whence which Set-Location Get-Location Clear-Host Get-History Write-Host Write-Output'
  )
    .split(' ')
    .map((name) => name.toLowerCase()),
);

/** Whether a command line starts a process, as far as its words tell. */
export function startsProcess(commandLine: string): boolean {
  return commandLine
    .split(/&&|\|\||[;|&\n]/)
    .map((part) => firstWord(part))
    .some((word) => word !== '' && !builtins.has(word.toLowerCase()));
}

/** The command of a simple command line: variables set before it are none, nor is a comment. */
function firstWord(part: string): string {
  for (const word of part.trim().split(/\s+/)) {
    if (word.startsWith('#')) return '';
    if (!/^\w+=/.test(word)) return word;
  }
  return '';
}
