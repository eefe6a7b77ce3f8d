import type { StreamName } from '../../domain/ids.ts';

/** For each event of an aggregate, data as a running system would record it. */
export type Samples<Event extends { type: string }> = {
  stream: StreamName;
  data: { [Type in Event['type']]: Omit<Extract<Event, { type: Type }>, 'type'> };
};

export const at = '2026-03-14T09:26:53.589Z';
export const later = '2026-03-14T09:31:53.589Z';
export const ada = { id: 'tg:1001', role: 'admin' } as const;
export const olu = { id: 'tg:1002', role: 'operator' } as const;
