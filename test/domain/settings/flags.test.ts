import { default as test } from 'ava';
import { settingsAggregate } from '../../../domain/settings/decide.ts';
import { type FlagRule, readFlag } from '../../../domain/settings/flags.ts';
import { given, vera } from '../given.ts';

const settings = given(settingsAggregate);
const rule = (percent: number, lists: Partial<FlagRule> = {}): FlagRule => ({ allow: [], deny: [], ...lists, percent });
const setting = (percent: number, lists?: Partial<FlagRule>) => ({
  ...{ type: 'SetFlag', id: 'tg-1/flag', flag: 'quote-answers' },
  ...rule(percent, lists),
});
const read = (given: FlagRule | undefined, user = 'tg:1001', chatId = 1001) =>
  readFlag('quote-answers', given, { user, chatId });
const crowd = Array.from({ length: 2000 }, (_, index) => `tg:${5000 + index}`);
const within = (percent: number) => crowd.filter(user => read(rule(percent), user).on);

test('[A-42] an admin sets a flag, once; nobody else does, and no flag that there is not', t => {
  settings().when(setting(25)).then(t, 'FlagSet');
  const [fact] = settings().when(setting(25)).facts();
  settings(fact!).when(setting(25)).then(t);
  settings(fact!).when(setting(26)).then(t, 'FlagSet');
  settings()
    .when({ ...setting(25), by: vera })
    .refuses(t, 'forbidden');
  settings()
    .when({ ...setting(25), flag: 'quote-anwers' })
    .refuses(t, 'not_found');
});

test('[A-42] what was set is what the settings hold, whole each time', t => {
  const { state } = settings(
    {
      type: 'FlagSet',
      flag: 'quote-answers',
      ...rule(10, { allow: ['tg:1'] }),
      by: vera,
      at: '2026-11-21T12:00:00.000Z',
    },
    {
      type: 'FlagSet',
      flag: 'quote-answers',
      ...rule(20, { deny: ['tg:2'] }),
      by: vera,
      at: '2026-11-21T12:00:01.000Z',
    },
  );
  t.like(state.context, { autonomy: 'supervised', flags: { 'quote-answers': rule(20, { deny: ['tg:2'] }) } });
});

test('[A-42] the lists go before the share, deny first; a user and a chat can stand in them', t => {
  t.like(read(undefined), { on: false, because: 'unset' });
  t.like(read(rule(0)), { on: false, because: 'off' });
  t.like(read(rule(100)), { on: true, because: 'on' });
  t.like(read(rule(0, { allow: ['tg:1001'] })), { on: true, because: 'allowed' });
  t.like(read(rule(0, { allow: ['chat:1001'] }), 'tg:7'), { on: true, because: 'allowed' });
  t.like(read(rule(100, { deny: ['tg:1001'] })), { on: false, because: 'denied' });
  t.like(read(rule(100, { allow: ['tg:1001'], deny: ['chat:1001'] })), { on: false, because: 'denied' });
});

test('[A-42] a share holds its users: who is within 10 % is within 40 %, and the parts are as large as said', t => {
  const tenth = within(10);
  const more = new Set(within(40));
  t.true(tenth.every(user => more.has(user)));
  t.true(tenth.length > 150 && tenth.length < 250, `${tenth.length} of 2000`);
  t.true(more.size > 730 && more.size < 870, `${more.size} of 2000`);
  // What a later program must say too: people are not to see a feature come and go with an update.
  t.deepEqual(tenth.slice(0, 5), ['tg:5003', 'tg:5015', 'tg:5027', 'tg:5047', 'tg:5051']);
});
