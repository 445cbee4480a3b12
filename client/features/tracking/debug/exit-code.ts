/** The exit code in a debug adapter's `exited` event; null for any other message. */
export function exitCodeOf(message: unknown): number | null {
  if (typeof message !== 'object' || message === null) return null;
  const { type, event, body } = message as { type?: string; event?: string; body?: { exitCode?: number } };
  return type === 'event' && event === 'exited' ? (body?.exitCode ?? null) : null;
}
