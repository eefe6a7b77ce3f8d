import type { RecordedEvent } from '../../domain/message.ts';
import { unlessAborted } from './abort.ts';
import { eventsIn, type Page, type PageQuery, type ReadPage } from './page-query.ts';

export interface PagesOptions {
  /** At most so many events in all. */
  limit: number;
  pageEventsMax: number;
  signal?: AbortSignal | undefined;
}

/**
 * The pages from a query on until there is no more, none of them empty. While one is consumed the next is read, and
 * no further one: whoever reads slowly is read for slowly.
 */
export async function* eventPages(
  read: ReadPage,
  start: Omit<PageQuery, 'eventsMax'>,
  { limit, pageEventsMax, signal }: PagesOptions,
): AsyncGenerator<RecordedEvent[]> {
  let left = limit;
  const ask = (beyond: number) => ahead(read({ ...start, beyond, eventsMax: Math.min(left, pageEventsMax) }));
  let next = left > 0 && !signal?.aborted ? ask(start.beyond) : undefined;
  while (next !== undefined) {
    const page: Page | undefined = await unlessAborted(next, signal);
    if (page === undefined || page.count === 0) return;
    left -= page.count;
    next = page.more && left > 0 ? ask(page.last) : undefined;
    yield eventsIn(page);
  }
}

/** A page read ahead: its failure waits for whoever comes for the page. */
export function ahead(page: Promise<Page>): Promise<Page> {
  page.catch(() => {});
  return page;
}
