import { default as test } from 'ava';
import { ada, after } from '../given.ts';
import { accepted, chat, opened, text } from './orders.ts';

test('[T6] a command that waited longer than 5 minutes is told so and not run', t => {
  const [refused] = chat(opened)
    .when(text('/cpu', { at: after(301) }))
    .facts();
  t.is(refused!.code as string, 'command_expired');
  t.is(
    chat(opened)
      .when(text('/cpu', { at: after(300) }))
      .facts()[0]!.type,
    'CommandAccepted',
  );
});

test('[R-101] the sixth command within 5 s is refused with the time to wait', t => {
  const five = [0, 1, 2, 3, 4].map(second => accepted(`tg-${100 + second}`, 'cpu', { at: after(second / 2) }));
  const [refused, shown] = chat(opened, ...five)
    .when(text('/cpu', { at: after(3) }))
    .facts();
  t.is(refused!.code as string, 'rate_limited');
  t.is(refused!.retryAfterMs as number, 2000);
  t.is(shown!.type, 'ReplyRequested');
  t.is(
    chat(opened, ...five)
      .when(text('/cpu', { at: after(5) }))
      .facts()[0]!.type,
    'CommandAccepted',
  );
});

test('[R-101] the 21st command within a minute is refused, and other users are not affected', t => {
  const twenty = Array.from({ length: 20 }, (_, index) =>
    accepted(`tg-${100 + index}`, 'cpu', { at: after(index * 2.5) }),
  );
  const order = text('/cpu', { at: after(58) });
  t.is(
    chat(opened, ...twenty)
      .when(order)
      .facts()[0]!.code as string,
    'rate_limited',
  );
  t.is(
    chat(opened, ...twenty)
      .when({ ...order, by: { id: 'tg:5', role: 'viewer' } })
      .facts()[0]!.type,
    'CommandAccepted',
  );
});

test('[R-101] a flood is told once in 5 s, recorded each time, and not written to its window', t => {
  const five = [0, 1, 2, 3, 4].map(index => accepted(`tg-${100 + index}`));
  const refused = {
    ...{
      type: 'CommandRefused',
      commandId: 'tg-110',
      name: 'cpu',
      by: ada,
      code: 'rate_limited',
      message: '',
      hint: '',
    },
    ...{ told: true, at: after(1) },
  };
  chat(opened, ...five, refused)
    .when(text('/cpu', { at: after(2) }))
    .then(t, 'CommandRefused');
  t.is(
    chat(opened, ...five, refused)
      .when(text('/cpu', { at: after(5) }))
      .facts()[0]!.type,
    'CommandAccepted',
  );
});

test('[R-101] refusals count as answers: nobody stalls a chat by nonsense', t => {
  const refusals = [0, 1, 2, 3, 4].map(index => ({
    ...{
      type: 'CommandRefused',
      commandId: `tg-${100 + index}`,
      name: 'ReceiveText',
      by: ada,
      code: 'unknown_command',
    },
    ...{ message: '', hint: '', told: true, at: after(index / 2) },
  }));
  t.is(
    chat(opened, ...refusals)
      .when(text('more nonsense', { at: after(3) }))
      .facts()[0]!.code as string,
    'rate_limited',
  );
  t.is(
    chat(opened, ...refusals)
      .when(text('/cpu', { at: after(3) }))
      .facts()[0]!.code as string,
    'rate_limited',
  );
});
