import { default as test } from 'ava';
import fc from 'fast-check';
import { GrammyError, HttpError } from 'grammy/web';
import type { TelegramFailure } from '../../../actors/ports.ts';
import { failureOf } from '../../../adapters/telegram/failure.ts';
import { TransportError } from '../../../adapters/telegram/transport.ts';

const answered = (error_code: number, description: string, parameters = {}) =>
  new GrammyError('Call failed', { ok: false, error_code, description, parameters }, 'sendMessage', {});
const kindOf = (thrown: unknown) => failureOf(thrown, 'sendMessage').kind;

const table: [id: string, code: number, description: string, kind: TelegramFailure['kind']][] = [
  ['T2', 500, 'Internal Server Error', 'not_sent'],
  ['T2', 502, 'Bad Gateway', 'not_sent'],
  [
    'T7',
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    'conflict',
  ],
  ['T7', 409, "Conflict: can't use getUpdates method while webhook is active", 'conflict'],
  ['T8', 401, 'Unauthorized', 'auth'],
  ['T8', 404, 'Not Found', 'auth'],
  ['T9', 403, 'Forbidden: bot was blocked by the user', 'unreachable'],
  ['T9', 403, 'Forbidden: bot was kicked from the supergroup chat', 'unreachable'],
  ['T9', 403, 'Forbidden: user is deactivated', 'unreachable'],
  ['T9', 403, "Forbidden: bot can't initiate conversation with a user", 'unreachable'],
  ['T9', 400, 'Bad Request: chat not found', 'unreachable'],
  ['T9', 400, 'Bad Request: group chat was deactivated', 'unreachable'],
  ['T9', 400, 'Bad Request: not enough rights to send text messages to the chat', 'unreachable'],
  ['T9', 400, 'Bad Request: message thread not found', 'rejected'],
  ['T9', 400, 'Bad Request: message to edit not found', 'rejected'],
  ['T9', 400, 'Bad Request: message is too long', 'rejected'],
  ['T9', 413, 'Request Entity Too Large', 'rejected'],
  ['T9', 302, 'HTTP 302 without an answer of Telegram', 'rejected'],
];
for (const [id, code, description, kind] of table) {
  test(`[${id}] ${code} “${description.slice(0, 60)}” is ${kind}`, t =>
    t.is(kindOf(answered(code, description)), kind));
}

test('[T1] a wait that Telegram asks for is obeyed, at least 1 s and at most 1 h', t => {
  const wait = (parameters: object, text = 'Too Many Requests') => {
    const failure = failureOf(answered(429, text, parameters), 'sendMessage');
    return failure.kind === 'throttled' ? failure.retryAfterMs : undefined;
  };
  t.is(wait({ retry_after: 7 }), 7_000);
  t.is(wait({ retry_after: 0 }), 1_000);
  t.is(wait({ retry_after: -5 }), 1_000);
  t.is(wait({ retry_after: 1e9 }), 3_600_000);
  t.is(wait({}, 'Too Many Requests: retry after 9'), 9_000);
  t.is(wait({}), 5_000);
  t.is(wait({ retry_after: 'soon' }), 5_000);
});

test('[T9] a group that became a supergroup is followed', t => {
  const failure = failureOf(
    answered(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1001 }),
    'sendMessage',
  );
  t.like(failure, { kind: 'migrated', toChatId: -1001 });
});

test('[T3] what failed before a byte was sent may be repeated, all else may have arrived', t => {
  const transport = (code: string, maybeArrived: boolean) =>
    new HttpError('failed', new TransportError(code, maybeArrived));
  t.is(kindOf(transport('ECONNREFUSED', false)), 'not_sent');
  t.is(kindOf(transport('ENOTFOUND', false)), 'not_sent');
  t.is(kindOf(transport('TIMEOUT', true)), 'unknown');
  t.is(kindOf(new Error('anything')), 'unknown');
});

test('anything thrown is sorted, and its description is one short line', t => {
  fc.assert(
    fc.property(fc.anything(), fc.integer(), fc.anything(), fc.anything(), (thrown, code, description, parameters) => {
      for (const error of [
        thrown,
        new HttpError('x', thrown),
        answered(code, description as string, parameters as object),
      ]) {
        const failure = failureOf(error, 'sendMessage', ['123456:abcdef']);
        t.true(failure.description.length <= 300 && !failure.description.includes('\n'));
      }
    }),
  );
  t.pass();
});
