import * as vscode from 'vscode';

/** `Nov 26, 18:40`, in the editor's language and this machine's time; of another year with the year. */
export function timeInWords(time: number): string {
  const isThisYear = new Date(time).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(vscode.env.language, {
    month: 'short',
    day: 'numeric',
    ...(isThisYear ? { hour: '2-digit', minute: '2-digit' } : { year: 'numeric' }),
  }).format(time);
}
