const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** The time of day of a message's date (seconds). */
export const timeOf = seconds => time.format(seconds * 1000);

/** "Today", "Yesterday" or the day by name. */
export function dayOf(seconds, now = Date.now()) {
  const days = daysBetween(seconds * 1000, now);
  if (days === 0) return 'Today';
  return days === 1 ? 'Yesterday' : day.format(seconds * 1000);
}

/** The time of a message of today, else its day. */
export const timeOrDayOf = seconds =>
  daysBetween(seconds * 1000, Date.now()) === 0 ? timeOf(seconds) : shortDay.format(seconds * 1000);

/** A file's size in words. */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}

const actions = {
  typing: 'is typing…',
  upload_photo: 'is sending a picture…',
  upload_document: 'is sending a file…',
};

/** What a chat action says of the bot. */
export const actionWords = action => actions[action] ?? 'is busy…';

/** A message in one line. */
export function lineOf(message) {
  if (message.text !== undefined) return message.text.replaceAll(/\s+/g, ' ');
  if (message.photo !== undefined) return message.caption ? `Picture: ${message.caption}` : 'Picture';
  if (message.document !== undefined) return message.document.file_name;
  if (message.migrate_to_chat_id !== undefined) return 'This group became a supergroup';
  if (message.migrate_from_chat_id !== undefined) return 'This group was upgraded';
  return 'Message';
}

/** Who wrote a message: an anonymous administrator and a channel speak as the chat. */
export const authorOf = message => message.sender_chat?.title ?? message.from?.first_name ?? 'Someone';

const startOfDay = at => new Date(at).setHours(0, 0, 0, 0);
const daysBetween = (then, now) => Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000);
