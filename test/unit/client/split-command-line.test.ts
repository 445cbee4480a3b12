import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { splitCommandLine } from '../../../client/features/tracking/start/split-command-line.ts';

describe('words of a command line', () => {
  // The oracle is sh itself: it prints the words that it sees, one a line.
  test.each([
    'python train.py --epochs 5',
    `python -c "print('from a command')"`,
    `echo 'a b'  "c \\"d\\"" e\\ f`,
    `x "" ''`,
    `a"b"'c'd`,
    `"back\\slash \\\\ end"`,
  ])('%s reads as sh reads it', (line) => {
    const words = execFileSync('/bin/sh', ['-c', `for word in ${line}; do printf '%s\\n' "$word"; done`], {
      encoding: 'utf8',
    });
    expect(splitCommandLine(line, 'linux')).toEqual(words.split('\n').slice(0, -1));
  });

  test.each([
    'a | b',
    'a && b',
    'a > out',
    'echo $HOME',
    'echo "$HOME"',
    'ls *.py',
    'X=1 python a.py',
    'echo `date`',
    'a "unclosed',
  ])('%s goes to a shell whole', (line) => {
    expect(splitCommandLine(line, 'linux')).toEqual(['/bin/sh', '-c', line]);
    expect(splitCommandLine(line, 'win32')).toEqual(['cmd.exe', '/d', '/s', '/c', line]);
  });

  test('a backslash is a plain character on Windows', () => {
    expect(splitCommandLine('C:\\Python\\python.exe "a b.py"', 'win32')).toEqual([
      'C:\\Python\\python.exe',
      'a b.py',
    ]);
  });
});
