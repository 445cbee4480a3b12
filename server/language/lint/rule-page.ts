const pages = 'https://github.com/slipway/slipway/blob/main/docs/rules';

/** Where a rule is described. */
export function rulePage(code: string): string {
  return `${pages}/${code}.md`;
}
