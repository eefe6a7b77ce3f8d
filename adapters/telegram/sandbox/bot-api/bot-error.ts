/** What Telegram adds to some errors. */
export interface ErrorParameters {
  retry_after?: number;
  migrate_to_chat_id?: number;
}

/** An answer `{ok: false}` of the Bot API; the code is also the HTTP status. */
export class BotError extends Error {
  override name = 'BotError';
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;

  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

export const badRequest = (what: string, parameters?: ErrorParameters) =>
  new BotError(400, `Bad Request: ${what}`, parameters);

export const forbidden = (what: string) => new BotError(403, `Forbidden: ${what}`);

export const conflict = (what: string) => new BotError(409, `Conflict: ${what}`);

/** `seconds` is whole, as on the wire. */
export const tooManyRequests = (seconds: number) =>
  new BotError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });

/** The description that Telegram gives with a bare code. */
export const descriptions: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests: retry after 1',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
