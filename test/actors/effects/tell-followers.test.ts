import { default as test } from 'ava';
import { StoreUnavailable } from '../../../actors/ports.ts';
import { jobIdOf } from '../../../domain/job/id.ts';
import { approvals, office, people, wordsOf } from '../answers/jobs/office.ts';
import { memoryStore } from '../world.ts';

const { olu, anna } = people;
const room = { used: 0, max: 1, retryAfterMs: 0 };
type Office = ReturnType<typeof office>;

/** A heavy job that runs, and the card that follows it. */
async function running(here: Office = office()) {
  const jobId = jobIdOf(await here.say(olu, '/run restart reload nginx'));
  await here.clock.pass(500);
  await here.say(anna, `/approve ${jobId}`);
  await here.say(olu, `/resume ${jobId}`);
  await here.labour(jobId, 'Claim', { owner: 'w', room });
  await here.clock.pass(500);
  const [card] = here.shownIn(1002);
  return { here, jobId, card: card! };
}

const progress = (fence: number, note: string) => ({ fence, note, lines: [`line of ${note}`] });
const success = { fence: 1, result: { summary: 'reloaded', data: {} }, durationMs: 9 };
/** What followers were told as a message of its own: it quotes the request, and notifies. */
const lastWords = (here: Office) =>
  here
    .shownIn(1002)
    .filter(message => message.replyTo !== undefined && !message.silent && /reloaded/.test(wordsOf(message)));

test('[A-15] progress edits one message, at most every 2.5 s, and the latest is always shown', async t => {
  const { here, jobId, card } = await running();
  const before = card.edits;
  for (let step = 1; step <= 10; step++) {
    await here.labour(jobId, 'TellProgress', progress(1, `step ${step}`));
    await here.clock.pass(500);
  }
  await here.clock.pass(2_500);
  t.true(card.edits - before <= 4, `${card.edits - before} edits in 7.5 s`);
  t.regex(wordsOf(card), /RUNNING.*step 10.*line of step 10/);
});

test('work that tells nothing is still seen to go on, ever less often', async t => {
  const { here, card } = await running();
  const before = card.edits;
  await here.clock.pass(60_000);
  const first = card.edits - before;
  t.true(first >= 3 && first <= 5, `${first} edits in the first minute`);
  t.regex(wordsOf(card), /elapsed","(?:4\d s|5\d s|1 m)/);
  await here.clock.pass(3_600_000);
  t.true(card.edits - before < 60, `${card.edits - before} edits in an hour`);
});

test('[P8] the end changes the card and is told in a message of its own, which notifies and quotes', async t => {
  const { here, jobId, card } = await running();
  await here.labour(jobId, 'Succeed', success);
  await here.clock.pass(1_000);
  t.regex(wordsOf(card), /SUCCEEDED/);
  const last = here.last(1002);
  t.regex(wordsOf(last), /reloaded/);
  t.false(last.silent);
  t.is(last.replyTo, 1);
  t.is(here.types(jobId).at(-1), 'JobTold');
  t.regex(wordsOf(here.shownIn(approvals)[0]!), /SUCCEEDED/);
  t.is(here.shownIn(approvals).length, 1);
});

test('[C-26] [P8] the program ends before the last word: the next run says it, once', async t => {
  const store = memoryStore();
  const { here, jobId } = await running(office({ store }));
  await here.labour(jobId, 'Succeed', success);
  t.is(lastWords(here).length, 0);
  const next = office({ store, laterMs: 60_000 });
  await next.actors.wake(`job-${jobId}`);
  await next.clock.pass(1_000);
  t.is(lastWords(next).length, 1);
  const third = office({ store, laterMs: 120_000 });
  await third.actors.wake(`job-${jobId}`);
  await third.clock.pass(60_000);
  t.is(third.shownIn(1002).length, 0);
});

test('[C-26] [P8] the program ends between the last word and its record: nobody hears it twice', async t => {
  const store = memoryStore();
  const { here, jobId } = await running(office({ store }));
  store.fail = (_stream, events) =>
    events.some(({ type }) => type === 'JobTold') ? { before: new StoreUnavailable('gone', { hint: '' }) } : undefined;
  await here.labour(jobId, 'Succeed', success);
  await here.clock.pass(300);
  t.is(lastWords(here).length, 1);
  delete store.fail;
  const next = office({ store, laterMs: 60_000 });
  await next.actors.wake(`job-${jobId}`);
  await next.clock.pass(1_000);
  t.is(lastWords(next).length, 0);
  t.is(next.types(jobId).at(-1), 'JobTold');
});

test('[I11] [C-26] a chat that cannot be told anything changes no job, and is told later', async t => {
  const store = memoryStore();
  const { here, jobId } = await running(office({ store }));
  store.fail = stream =>
    stream === 'chat-1002' ? { before: new StoreUnavailable('that chat’s log is away', { hint: '' }) } : undefined;
  await here.labour(jobId, 'Succeed', success);
  await here.clock.pass(30_000);
  t.is(here.types(jobId).at(-1), 'JobSucceeded');
  t.is(lastWords(here).length, 0);
  delete store.fail;
  await here.clock.pass(30_000);
  t.is(lastWords(here).length, 1);
  t.is(here.types(jobId).at(-1), 'JobTold');
});

test('[I11] a chat whose actor is overrun is told the end later, and only then is it noted as told', async t => {
  const { here, jobId } = await running();
  here.refuse('chat-1002');
  await here.labour(jobId, 'Succeed', success);
  await here.clock.pass(5_000);
  t.is(here.types(jobId).at(-1), 'JobSucceeded');
  here.refuse(undefined);
  await here.clock.pass(15_000);
  t.is(lastWords(here).length, 1);
  t.is(here.types(jobId).at(-1), 'JobTold');
});

test('what happens while a card is being shown is shown next', async t => {
  const { here, jobId, card } = await running();
  let progressed: Promise<void> | undefined;
  here.store.fail = stream => {
    if (stream === 'chat-1002') progressed ??= here.labour(jobId, 'TellProgress', progress(1, 'meanwhile'));
    return undefined;
  };
  await here.labour(jobId, 'TellProgress', progress(1, 'first'));
  await here.clock.pass(2_600);
  await progressed;
  await here.clock.pass(2_600);
  t.regex(wordsOf(card), /meanwhile/);
});

test('a recovered job asks for approval in a new message, and its followers see it on their card', async t => {
  const { here, jobId, card } = await running();
  await here.labour(jobId, 'Fail', {
    ...{ fence: 1, chance: 0 },
    failure: { code: 'exit_code', class: 'upstream', message: 'It ended with 1.', retryable: false },
  });
  await here.clock.pass(1_000);
  t.regex(wordsOf(here.last(1002)), /failed \(exit_code\).*It ended with 1/);
  await here.say(people.ada, `/recover ${jobId} mended`);
  await here.clock.pass(1_000);
  t.regex(wordsOf(card), /waits for approval/);
  t.is(here.shownIn(approvals).length, 2);
  t.false(here.last(approvals).silent);
});
