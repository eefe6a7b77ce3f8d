import { default as test } from 'ava';
import { reply as replySchema } from '../../../domain/chat/reply.ts';
import { parseCommand } from '../../../domain/commands/parse.ts';
import { endNotice, jobCard } from '../../../domain/job/card.ts';
import { type StateName, stateOf } from '../../../domain/job/rules.ts';
import type { Job } from '../../../domain/job/state.ts';
import { gateCategory } from '../../../domain/job/work.ts';
import { after } from '../given.ts';
import { job, jobId, requested, spec, type Way, ways } from './told-job.ts';

const telling = { now: after(5), time: (at: string) => at.slice(11, 19), who: (id: string) => id, where: 'harbour' };
const standing = (facts: { type: string }[]) => {
  const { state } = job(...facts);
  return { jobId, state: stateOf(state) as StateName, job: state.context as Job };
};
const words = (reply: object) => JSON.stringify(reply);

test('every state of a job has a card and an end that fit a message, with buttons that are commands', t => {
  for (const way of Object.keys(ways).filter(name => name !== 'none') as Way[]) {
    const one = standing(ways[way]);
    const ended = ['succeeded', 'failed', 'canceled', 'expired'].includes(way);
    for (const card of [
      jobCard(one, telling),
      jobCard(one, telling, true),
      ...(ended ? [endNotice(one, telling)] : []),
    ]) {
      t.notThrows(() => replySchema.parse(card), way);
      t.true(words(card.blocks).length < 3_500, way);
      for (const { data } of card.buttons.flat()) {
        t.true(Buffer.byteLength(data) <= 64, data);
        const line = `/${data.slice('v1:run:'.length).replace(':', ' ')}`;
        t.is(parseCommand(line, 'b').kind, 'command', line);
      }
    }
  }
});

test('[P13] an approval card says who asks for exactly what, where, at which risk, how it is undone, until when, and who is missing', t => {
  const card = words(jobCard(standing(ways.requested), telling));
  const { planHash } = spec();
  for (const said of [
    'tg:1002, operator',
    '/usr/bin/systemctl restart nginx.service',
    'harbour',
    'medium, heavy',
    'none needed',
    '12:00:00 (in 23 h 59 m)',
    planHash.slice(0, 8),
    'deploy_restart: 0 of 1, and not tg:1002',
  ])
    t.true(card.includes(said), said);
});

test('its buttons are bound to what it shows, for the longest gate too', t => {
  for (const category of gateCategory.options) {
    const one = standing([requested(spec({ gates: [{ category, needs: 1, fourEyes: true }] }))]);
    const [approve] = jobCard(one, telling).buttons[0]!;
    t.is(approve!.data, `v1:run:approve:${jobId} ${category} ${spec().planHash.slice(0, 8)}.0`);
    t.true(Buffer.byteLength(approve!.data) <= 64, approve!.data);
  }
});

test('a plan that does not fit a card is decided on where all of it is shown', t => {
  const long = spec({ plan: Array.from({ length: 20 }, (_, index) => [`step ${index}`, 'x'.repeat(300)]) });
  const one = standing([requested(long)]);
  const labels = (reply: ReturnType<typeof jobCard>) => reply.buttons.flat().map(({ label }) => label);
  t.false(labels(jobCard(one, telling)).includes('Approve'));
  t.true(labels(jobCard(one, telling)).includes('Details'));
  t.true(labels(jobCard(one, telling, true)).includes('Approve'));
  t.is(words(jobCard(one, telling, true)).match(/x{300}/g)!.length, 20);
});

test('nothing that a person wrote can hide in a card', t => {
  const sly = spec({ title: 'restart \u202Exnign', plan: [['runs', 'a\u200Bb']], rollback: 'n\u0456x' });
  const card = words(jobCard(standing([requested(sly)]), telling));
  t.regex(card, /⟨U\+202E⟩/);
  t.regex(card, /a⟨U\+200B⟩b/);
  t.regex(card, /n⟨U\+0456⟩x/);
});

test('a long output goes as a file with the last word, a short one stands in it', t => {
  const output = (text: string) => {
    const one = standing(ways.succeeded);
    return endNotice({ ...one, job: { ...one.job, result: { summary: 'done', data: {}, output: text } } }, telling);
  };
  t.regex(words(output('three\nlines').blocks), /three\\nlines/);
  t.is(output('x'.repeat(60_000)).file?.text.length, 60_000);
});
