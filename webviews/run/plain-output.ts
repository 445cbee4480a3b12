// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences begin with the ESC control character.
const terminalSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** A process's output as plain text: colours left out, lines that rewrite themselves in their last state. */
export function plainOutput(text: string): string {
  return text
    .replace(terminalSequences, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1))
    .join('\n');
}
