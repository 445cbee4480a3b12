/** Stands for `vscode` where only the texts of a view are wanted: English, as they are written. */
export const l10n = { t: (text: string): string => text };
