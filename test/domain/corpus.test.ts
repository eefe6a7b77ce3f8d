import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import type { RecordedEvent } from '../../domain/message.ts';
import { decode, eventSchemas, schemaVersion } from '../../domain/upcast.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'test/corpus');
const files = readdirSync(folder).filter(name => name.endsWith('.json'));

function stored(name: string): RecordedEvent {
  const { revision, position, ...event } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return { ...event, revision: BigInt(revision), position: BigInt(position) };
}

test('every event type has an example of the version that is written today', t => {
  const wanted = Object.keys(eventSchemas).map(type => `${type}.v${schemaVersion(type)}.json`);
  const missing = wanted.filter(name => !files.includes(name));
  t.deepEqual(missing, [], 'Run: node ops/corpus.ts');
  t.true(wanted.length > 30);
});

for (const name of files)
  test(`[P6] ${name}, once written, is readable for ever`, t => {
    const event = stored(name);
    t.is(name, `${event.type}.v${event.metadata.schema}.json`);
    const decoded = decode(event);
    t.true(decoded.known, decoded.known ? '' : decoded.why);
    // Nothing of it is lost on the way, and today's shape adds nothing to what today's version holds.
    if (event.metadata.schema === schemaVersion(event.type)) t.deepEqual(decoded.event.data, event.data);
  });

test('the examples only ever grow: none was changed or deleted since it was added', t => {
  // As root in a checkout of somebody else, git would refuse.
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'safe.directory=*', ...words], { cwd: root, encoding: 'utf8' }).trim();
  if (!existsSync(join(root, '.git')) || spawnSync('git', ['--version']).status !== 0) {
    t.log('not a git checkout, or no git: there is no history to compare with');
    return t.pass();
  }
  const quiet = ['--no-renames', '--diff-filter=MDT', '--name-status'];
  t.is(git('log', '--format=', ...quiet, '--', 'test/corpus/*.json'), '', 'changed in a commit');
  t.is(git('diff', 'HEAD', ...quiet, '--', 'test/corpus/*.json'), '', 'changed in the work tree');
});
