import { byId } from './dom.js';
import { on, store } from './store.js';

/** Without a poll for so long the bot is taken for absent: its long polls are shorter. */
const QUIET_MS = 40_000;
const LOOK_EVERY_MS = 5000;

/** Says so when the sandbox cannot be reached, or no bot is polling it. */
export function startBanner() {
  const show = () => {
    const text = trouble();
    const banner = byId('banner');
    banner.hidden = text === undefined;
    if (text !== undefined && banner.textContent !== text) banner.textContent = text;
  };
  on(['connection', 'loaded'], show);
  setInterval(show, LOOK_EVERY_MS);
}

function trouble() {
  if (!store.isConnected) return 'The sandbox cannot be reached. Trying again…';
  const quietMs = Date.now() + store.clockOffsetMs - (store.lastPollAt ?? 0);
  if (quietMs > QUIET_MS) return 'The bot is not polling. What you write waits here until it does.';
  return undefined;
}
