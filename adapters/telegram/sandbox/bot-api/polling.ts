import type { Params } from '../http/params.ts';
import type { Sandbox } from '../sandbox.ts';
import { telegramLimits } from '../settings.ts';
import { badRequest, conflict } from './bot-error.ts';
import type { Method } from './method.ts';

export const getMe: Method = (_params, sandbox) => ({
  ...sandbox.bot,
  can_join_groups: true,
  can_read_all_group_messages: !sandbox.settings.privacyMode,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
});

export const getUpdates: Method = (params, sandbox, signal) => {
  if (sandbox.state.webhookUrl !== '') {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  keepAllowed(params, sandbox);
  markPoll(sandbox);
  const { updatesPerPoll, longPollSeconds } = telegramLimits;
  return sandbox.poll.take({
    offset: params.integer('offset', 0),
    limit: params.integer('limit', updatesPerPoll, 1, updatesPerPoll),
    timeoutMs: params.integer('timeout', 0, 0, longPollSeconds) * 1000,
    signal,
  });
};

export const setWebhook: Method = (params, sandbox) => {
  const url = params.text('url');
  if (url !== '' && !url.startsWith('https://')) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  dropPending(params, sandbox);
  if (url !== sandbox.state.webhookUrl) sandbox.record({ kind: 'webhook', url });
  return true;
};

export const deleteWebhook: Method = (params, sandbox) => {
  dropPending(params, sandbox);
  if (sandbox.state.webhookUrl !== '') sandbox.record({ kind: 'webhook', url: '' });
  return true;
};

export const getWebhookInfo: Method = (_params, { state }) => ({
  url: state.webhookUrl,
  has_custom_certificate: false,
  pending_update_count: state.updates.pending.length,
});

/** The list stays in force until another is given; it does not reach back to updates that already wait. */
function keepAllowed(params: Params, sandbox: Sandbox): void {
  const given = params.json('allowed_updates', "can't parse allowed updates JSON object");
  if (given === undefined) return;
  if (!Array.isArray(given)) throw badRequest('expected an Array of String as allowed updates');
  const types = given.map(String);
  if (types.join() !== sandbox.state.allowedUpdates.join()) sandbox.record({ kind: 'allowed-updates', types });
}

/** The page need not know of each: a busy bot polls hundreds of times a second. */
function markPoll(sandbox: Sandbox): void {
  const now = sandbox.clock.now();
  if (now - sandbox.lastPollAt >= 1000) sandbox.notices.tell({ kind: 'polled', at: now });
  sandbox.lastPollAt = now;
}

function dropPending(params: Params, sandbox: Sandbox): void {
  const last = sandbox.state.updates.pending.at(-1);
  if (params.flag('drop_pending_updates') && last !== undefined) {
    sandbox.record({ kind: 'confirmed', below: last.id + 1 });
  }
}
