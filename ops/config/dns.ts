import { z } from 'zod';
import { milliseconds, section, text } from './fields.ts';

/** How Telegram's name becomes addresses. How one question is called stands under `dependencies.dns`. */
export const dns = section(
  {
    servers: z
      .array(
        text(
          /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\]|[\da-f:]+)(?::\d{1,5})?$/i,
          'address or address:port',
          'one server',
        ),
      )
      .max(10)
      .describe('the name servers, in the order they are asked; none: those of the system, read anew when one fails')
      .default([]),
    probeEveryMs: milliseconds(30_000, [1000, 3_600_000], 'time between two looks whether names can be found'),
    lastGoodMs: milliseconds(600_000, [0, 86_400_000], 'how long past its time an address stands in for a new one'),
  },
  'Names and their addresses.',
).prefault({});
