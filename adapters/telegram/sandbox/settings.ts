/** Telegram's flood limits; a missing one is not enforced. */
export interface FloodLimits {
  perChatPerSecond?: number;
  globalPerSecond?: number;
  groupPerMinute?: number;
}

/** Every bound of the sandbox. What goes over is forgotten, oldest first. */
export interface Settings {
  /** Messages kept per chat. */
  messagesPerChatMax: number;
  /** Calls kept in the transcript. */
  callsMax: number;
  /** Confirmed updates kept for redelivery; also the most that may wait unconfirmed. */
  updatesMax: number;
  /** Pressed buttons that can still be answered. */
  pressedMax: number;
  /** Files kept, and their bytes together. */
  filesMax: number;
  fileBytesMax: number;
  /** Events kept for a page that reconnects. */
  noticesMax: number;
  /** Pages that may listen at once. */
  listenersMax: number;
  /** Lines after which the journal is written anew from the state. */
  journalLinesMax: number;
  /** After this a pressed button can no longer be answered. */
  callbackMaxAgeMs: number;
  /** With privacy mode the bot of a group sees only commands, mentions and replies to it. */
  privacyMode: boolean;
  /** Off unless given. */
  limits: FloodLimits;
}

export const defaultSettings: Settings = {
  messagesPerChatMax: 2_000,
  callsMax: 20_000,
  updatesMax: 10_000,
  pressedMax: 5_000,
  filesMax: 1_000,
  fileBytesMax: 512 * 1024 * 1024,
  noticesMax: 2_000,
  listenersMax: 32,
  journalLinesMax: 50_000,
  callbackMaxAgeMs: 60_000,
  privacyMode: false,
  limits: {},
};

/** The sizes that Telegram documents, in the unit that the name says. */
export const telegramLimits = {
  textUnits: 4096,
  captionUnits: 1024,
  callbackDataBytes: 64,
  callbackAnswerUnits: 200,
  photoBytes: 10 * 1024 * 1024,
  photoSidesSum: 10_000,
  photoSidesRatio: 20,
  documentBytes: 50 * 1024 * 1024,
  downloadBytes: 20 * 1024 * 1024,
  commandsPerList: 100,
  buttonsPerRow: 8,
  buttonsPerMessage: 100,
  deletableForMs: 48 * 60 * 60 * 1000,
  longPollSeconds: 50,
  updatesPerPoll: 100,
} as const;
