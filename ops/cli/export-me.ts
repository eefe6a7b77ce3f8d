import { Refusal } from '../../domain/refusal.ts';
import { heldAbout } from '../../projections/held.ts';
import { configured, withLog } from './sources.ts';

/** A gigabyte: what is held about one person is printed whole. */
const bytesMax = 2 ** 30;

/** Everything that is recorded about a person, a line of JSON each, the oldest first. */
export async function exportMe(file: string | undefined, user: string): Promise<void> {
  const id = /^(?:tg:)?(\d{1,15})$/.exec(user)?.[1];
  if (id === undefined)
    throw new Refusal('invalid_request', `“${user.slice(0, 40)}” is no number of a person.`, {
      hint: '`binnacle audit list` shows the numbers, like tg:1003.',
    });
  await withLog(configured(file), async log => {
    const { lines } = await heldAbout(log, Number(id), { bytesMax });
    process.stdout.write(lines);
  });
}
