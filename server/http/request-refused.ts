/** Refused before it reached a handler: an HTTP status, and a sentence for whoever asked. */
export class RequestRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'RequestRefused';
    this.status = status;
  }
}
