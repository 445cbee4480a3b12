/** What is started when the user logs in. */
export interface LoginCommand {
  /** For a person: what it brings back. */
  description: string;
  /** Program and arguments. */
  words: readonly string[];
  env: Readonly<Record<string, string>>;
}
