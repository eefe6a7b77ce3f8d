import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Button } from '../../domain/chat/reply.ts';
import { cleanLine } from '../terminal/clean.ts';

const dataBytesMax = 64;
const rowMax = 8;
const rowsMax = 12;
const labelMax = 40;

/** Whether Telegram carries a button's data: 1 to 64 bytes. */
const fits = ({ data }: Button) => data !== '' && Buffer.byteLength(data) <= dataBytesMax;

/**
 * Buttons under a message, at most 12 rows of 8; undefined when there are none. One whose data Telegram refuses is
 * in `leftOut` by its label, so that the message itself still arrives and says so.
 */
export function keyboard(rows: readonly (readonly Button[])[]): {
  markup: InlineKeyboardMarkup | undefined;
  leftOut: string[];
} {
  const shown = rows
    .slice(0, rowsMax)
    .map(row => row.filter(fits).slice(0, rowMax))
    .filter(row => row.length > 0);
  const leftOut = rows.flat().filter(button => !shown.some(row => row.includes(button)));
  const inline_keyboard = shown.map(row =>
    row.map(({ label, data }) => ({ text: labelOf(label), callback_data: data })),
  );
  return {
    markup: inline_keyboard.length > 0 ? { inline_keyboard } : undefined,
    leftOut: leftOut.map(({ label }) => labelOf(label)),
  };
}

function labelOf(label: string): string {
  return cleanLine(label).trim().slice(0, labelMax).toWellFormed() || '·';
}
