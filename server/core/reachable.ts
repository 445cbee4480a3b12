/** How something listens for requests. */
export interface Listening {
  /** An address, or a name of this machine. */
  host: string;
  /** Files in PEM; null for plain HTTP. */
  tls: { cert: string; key: string } | null;
  /** File of hashes of the tokens that are asked for; null: none is. */
  tokenFile: string | null;
}

/** Whether nobody but this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether others than this machine could reach it, and it would not ask who they are, or could be listened in on. */
export function isUnguarded({ host, tls, tokenFile }: Listening): boolean {
  return !isLoopback(host) && (tls === null || tokenFile === null);
}
