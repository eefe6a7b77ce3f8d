import { default as test } from 'ava';
import { plainText } from '../../../adapters/terminal/plain-text.ts';
import { bold, code, facts, heading, paragraph, type Reply, says, table } from '../../../domain/chat/reply.ts';

test('a reply reads well without colours', t => {
  const reply: Reply = {
    ...says(
      heading('Job j-1'),
      facts(['state', 'RUNNING'], ['asked by', 'anna']),
      paragraph('See ', bold('the log'), ' at ', { text: 'the wiki', link: 'https://wiki.example/x' }, '.'),
      { type: 'list', items: [['one'], ['two\nlines']] },
      table(['step', 'ms'], [['fetch', '12']]),
      code('ls -l\n'),
    ),
    buttons: [[{ label: 'Stop', data: 'v1:stop:j-1' }]],
  };
  t.is(
    plainText(reply),
    [
      'Job j-1',
      'state:    RUNNING',
      'asked by: anna',
      '',
      'See the log at the wiki (https://wiki.example/x).',
      '',
      '- one',
      '- two',
      '  lines',
      '',
      'step   ms',
      'fetch  12',
      '',
      'ls -l',
      '',
      '[Stop] v1:stop:j-1',
    ].join('\n'),
  );
});

test('a file is shown under its name, a picture is named', t => {
  const file = { name: 'log.txt', mime: 'text/plain', text: 'line\n' };
  const media = { kind: 'photo' as const, path: '/x/y.png', sha256: '0'.repeat(64), name: 'cpu.png' };
  t.is(plainText({ ...says(), file, media }), '(photo: cpu.png)\n--- log.txt ---\nline');
});

test('nothing that was written moves the cursor or forges a line of facts', t => {
  t.is(plainText(says(facts(['note', '\u001b[2Jx\nstate: OK\u202e']))), 'note: x↵state: OK\ufffd');
});
