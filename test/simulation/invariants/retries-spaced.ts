import { config } from '../engines/settings.ts';
import type { Invariant } from './view.ts';

const { minMs } = config.telegram.delivery.retry;

/** That Telegram's `retry_after` is obeyed is looked at on Telegram's side. */
export const retriesSpaced: Invariant = {
  id: 'I25',
  says: 'a failed delivery is not tried again before the floor is over, nor before retry_after',
  watch({ broken }) {
    return {
      event({ type, data, stream, revision }) {
        if (type !== 'DeliveryDelayed' || !['not_sent', 'throttled', 'auth'].includes(data.code as string)) return;
        const waitMs = Date.parse(data.retryAt as string) - Date.parse(data.at as string);
        if (waitMs < minMs && !/supergroup/.test(data.cause as string))
          broken(`${stream}@${revision} is to be tried again after ${waitMs} ms, under ${minMs} ms`);
      },
    };
  },
};
