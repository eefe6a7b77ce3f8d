import { z } from 'zod';
import { milliseconds, path, section, text, whole } from './fields.ts';

/** The door for health checks, Prometheus, the query API and the page. */
export const http = section(
  {
    enabled: z.boolean().describe('whether it is open at all').default(true),
    host: text(/^[\w.:-]{1,253}$/, 'an address or a name of this machine', 'where it listens').default('127.0.0.1'),
    port: z.int().min(0).max(65_535).optional().meta({
      unit: 'port',
      description: 'where it listens; 0 takes any free one',
      fallback: '7466, or a free one when that is taken',
    }),
    tokenFile: path('the file with the token that opens everything but health; made when it is not there')
      .optional()
      .meta({ fallback: '<dataDirectory>/http-token' }),
    names: z
      .array(text(/^[a-z0-9.-]{1,253}$/i, 'a host name', 'a name'))
      .max(20)
      .meta({ description: 'further names it answers to, for a proxy in front of it', fallback: 'none' })
      .default([]),
    perSecond: whole(10, [1, 1000], 'requests', 'most questions of one caller in a second'),
    burst: whole(20, [1, 10_000], 'requests', 'what a caller may save up for a moment'),
    connectionsMax: whole(100, [1, 10_000], 'connections', 'most connections at once'),
    watchersMax: whole(20, [1, 1000], 'pages', 'most pages that are kept up to date at once'),
    sessionMs: milliseconds(43_200_000, [60_000, 2_592_000_000], 'how long a browser stays signed in'),
  },
  'HTTP: health, metrics, questions and the page.',
).prefault({});
