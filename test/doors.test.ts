import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { checkedOrder } from '../actors/plan.ts';
import { receiver } from '../actors/receive.ts';
import { chatAggregate } from '../domain/chat/aggregate.ts';
import { fold, initialState } from '../domain/fold.ts';
import { gatewayAggregate } from '../domain/gateway/decide.ts';
import { commandOf } from '../domain/gateway/route.ts';
import { sortUpdate } from '../domain/gateway/sort.ts';
import { type Command, command as commandSchema } from '../domain/message.ts';
import { admitted } from '../domain/policy/bus-orders.ts';
import type { Access } from '../domain/policy/roles.ts';
import { Refusal } from '../domain/refusal.ts';
import { configCheck } from '../ops/config.ts';
import { testWorld } from './actors/world.ts';
import { settings } from './domain/chat/orders.ts';
import { access, message, press, update } from './domain/gateway/updates.ts';
import { ada, asFact, noon } from './domain/given.ts';

/** Every door with 100,000 malformed and hostile inputs in all: a code each, no fault of the program, nothing lost. */

const chat = chatAggregate(settings);
const opened = fold(chat, initialState(chat), [
  asFact({ type: 'ChatOpened', chatId: 1001, kind: 'private', at: noon }, 0),
]);

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '/status',
    '/log 5 x',
    '/replay chat-1',
    '/trace',
    '/help@other',
    '/ \u202e',
    '/cpu @',
    '/LOG 99999999999999999999',
  ),
  fc
    .tuple(fc.constantFrom('/', '/log ', '/replay ', '/help ', '/trace '), fc.string({ maxLength: 40 }))
    .map(parts => parts.join('')),
);
const junk = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, '', 0, -1, 1e308, [], {}));
const data = fc.oneof(
  words,
  fc
    .tuple(fc.constantFrom('v1:run:', 'v1:pick:', 'v1:cancel:', 'v2:', 'v1:'), words)
    .map(parts => parts.join('').slice(0, 256)),
);

/** Real updates with one or two fields replaced by junk, and junk in the shape of nothing. */
const updates = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(), words).map(([id, text]) => update(id, { text })) },
  { weight: 4, arbitrary: fc.tuple(fc.nat(), data).map(([id, pressed]) => press(id, { data: pressed })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.nat(),
        fc.constantFrom(...Object.keys(message()), 'forward_origin', 'via_bot', 'message_thread_id'),
        junk,
      )
      .map(([id, field, value]) => update(id, { [field]: value })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom('message', 'edited_message', 'callback_query', 'channel_post', 'x'), junk)
      .map(([id, kind, value]) => ({ update_id: id, [kind]: value })),
  },
  { weight: 1, arbitrary: junk },
);

interface Made {
  type: string;
  [field: string]: unknown;
}

/** An update the whole way: sorted, recorded, routed, decided. Gives the facts that end it. */
function throughTheGateway(raw: unknown): Made[] {
  const sorted = sortUpdate(raw, access);
  const batch = { type: 'ReceiveUpdates', id: 'poll', at: noon, by: ada, correlationId: 'poll', updates: [sorted] };
  const [fact] = gatewayAggregate.decide(batch, initialState(gatewayAggregate)) as Made[];
  if (fact?.type !== 'UpdateReceived') return [fact!];
  const order = commandOf(fact as never, 'event');
  return chat.decide(checkedOrder(chat, commandSchema.parse(order) as Command, noon), opened) as Made[];
}

const endings = new Set([
  'StrangerTurnedAway',
  'UpdateSetAside',
  'UpdateQuarantined',
  'CommandAccepted',
  'CommandRefused',
  'MessageIgnored',
  'DialogueAsked',
]);

test('[D-23] [R-207] [P13] 70,000 generated updates each end in one way that the log knows, none in internal_error', async t => {
  t.timeout(240_000);
  const seen = new Map<string, number>();
  await fc.assert(
    fc.property(updates, raw => {
      const facts = throughTheGateway(raw);
      const ends = facts.filter(({ type }) => endings.has(type));
      if (ends.length !== 1) throw new Error(`${ends.length} endings: ${JSON.stringify(facts)}`);
      const code = String(ends[0]!.code ?? ends[0]!.type);
      if (code === 'internal_error') throw new Error(JSON.stringify(facts));
      seen.set(code, (seen.get(code) ?? 0) + 1);
    }),
    { numRuns: 70_000 },
  );
  for (const code of [
    'UpdateQuarantined',
    'UpdateSetAside',
    'unknown_command',
    'invalid_request',
    'button_expired',
    'dialogue_gone',
    'CommandAccepted',
  ])
    t.true((seen.get(code) ?? 0) > 10, `${code} was seen: ${JSON.stringify(Object.fromEntries(seen))}`);
});

test('[R-211] [D-23] 20,000 generated bus messages are refused and recorded, or taken; none asks to be delivered again', async t => {
  t.timeout(120_000);
  let refused = 0;
  let told = 0;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const system = {
    async tell(command: Command) {
      told++;
      const aggregate = { chat, gateway: gatewayAggregate }[command.stream.split('-')[0]!];
      if (aggregate === undefined) throw new Refusal('invalid_request', 'no such stream');
      const order = checkedOrder(aggregate, command, noon);
      return { facts: aggregate.decide(order, initialState(aggregate)) as never, state: undefined };
    },
  };
  const count = () => {
    refused++;
  };
  const { world } = testWorld();
  const receive = receiver(
    {
      ...world,
      log,
      system,
      refused: count,
      admit: command => admitted(command, access as Access),
      autonomy: async () => 'supervised',
    },
    new AbortController().signal,
  );
  const valid = {
    id: 'x',
    stream: 'chat-1001',
    type: 'ReceiveText',
    data: {},
    correlationId: 'x',
    causationId: 'x',
    actor: ada,
    traffic: 'real',
  };
  const envelope = fc
    .tuple(fc.constantFrom(...Object.keys(valid)), junk)
    .map(([field, value]) => ({ ...valid, [field]: value }));
  const order = fc
    .tuple(
      fc.constantFrom('ReceiveText', 'PressButton', 'GiveAnswer', 'ReceiveUpdates', 'NoSuchOrder'),
      fc.constantFrom('chat-1001', 'gateway-7', 'nowhere-1'),
      fc.dictionary(fc.constantFrom('text', 'chatId', 'data', 'updates', 'reply', 'sentAt', 'x'), junk),
    )
    .map(([type, stream, fields]) => ({ ...valid, type, stream, data: fields }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(junk, envelope, order), async body => receive({ command: body, attempt: 1 })),
    { numRuns: 20_000 },
  );
  t.true(refused > 1000 && told > 1000, `${refused} refused, ${told} told`);
});

test('[D-30] [R-108] 10,000 generated configurations give a list of mistakes or none, and never an exception', async t => {
  t.timeout(120_000);
  const keys = fc.constantFrom(
    'telegram',
    'access',
    'eventStore',
    'bus',
    'actors',
    'log',
    'drainMs',
    'roles',
    'dataDirectory',
    'nonsense',
  );
  const config = fc.oneof(
    fc.dictionary(keys, fc.jsonValue({ maxDepth: 3 })).map(value => JSON.stringify(value)),
    fc.string({ maxLength: 200 }),
    fc.tuple(keys, words).map(([key, value]) => `${key}: ${value}`),
    fc.constantFrom(
      '',
      '---\n---',
      'a: &a [*a]',
      'telegram: {pace: {perChatBurst: -1}, tokenFile: 7}',
      '!!js/function x',
      '\u0000',
    ),
  );
  let wrong = 0;
  await fc.assert(
    fc.property(config, text => {
      const mistakes = configCheck(text);
      if (mistakes.length > 0) wrong++;
      for (const { hint, allowed } of mistakes)
        if (hint === '' || allowed === '') throw new Error(`no hint for ${text}`);
    }),
    { numRuns: 10_000 },
  );
  t.true(wrong > 5_000, `${wrong} wrong`);
});
