/** What the bus tells the program besides commands, so that it becomes events. */

/** A message that is no command: terminated, a copy set aside, never delivered again. */
export interface Poison {
  code: 'invalid_json' | 'payload_too_large' | 'unsupported_media_type';
  subject: string;
  /** Of the body. */
  sha256: string;
  bytes: number;
  deliveries: number;
}

/** A command that was delivered as often as allowed and set aside (N8). */
export interface Parked {
  /** `max_deliveries`: the last delivery ended without a word, as when its process died. */
  cause: 'handler_rejected' | 'max_deliveries';
  /** The handler's last words, at most 300 characters. */
  detail: string;
  subject: string;
  /** The `messageId` it was published under, if it had one. */
  messageId: string | undefined;
  /** The command as it was published. */
  command: unknown;
  sha256: string;
  bytes: number;
  deliveries: number;
}

/** The server took a publish for a repeat: it may be stored, or may have been lost since (N7). */
export interface Duplicate {
  messageId: string;
  subject: string;
}

/** A consumer gave no sign of life for two heartbeats, or went missing; it is being made anew (N5). */
export interface Stalled {
  consumer: string;
  silentMs: number;
}
