/** The door cannot be opened where it was told to. */
export class StartError extends Error {
  override name = 'StartError';
  readonly hint =
    'Set http.port to a free port (0 takes any), http.host to an address of this machine, or http.enabled to false.';
  constructor(host: string, port: number, cause: unknown) {
    super(`HTTP cannot listen on ${host}:${port}: ${(cause as Error).message}`, { cause });
  }
}
