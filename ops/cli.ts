import { Command, InvalidArgumentError } from 'commander';
import { guarded } from './cli/guarded.ts';
import { jobVerbs } from './cli/job-verbs.ts';
import { whole } from './cli/numbers.ts';
import type { SendOptions } from './cli/send.ts';
import { version } from './version.ts';

/** `binnacle`: the command line. Each verb is loaded when it is used. */
const binnacle = new Command('binnacle')
  .description('A control plane for servers, driven from Telegram, that remembers everything.')
  .version(version())
  .option('-c, --config <file>', 'the configuration (default: binnacle.yaml, or BINNACLE_CONFIG)')
  .showHelpAfterError('(--help shows how it is used)');

const configFile = () => binnacle.opts<{ config?: string }>().config;
const given = <Value>(name: string, value: Value | undefined) => (value === undefined ? {} : { [name]: value });

binnacle
  .command('start')
  .description('run the program until it is told to stop')
  .option('--roles <names>', 'the parts that run here, like agent for a machine that only sends samples (default: all)')
  .action(async ({ roles }: { roles?: string }) =>
    (await import('./start.ts')).start({ ...given('file', configFile()), ...given('roles', roles) }),
  );

binnacle
  .command('send')
  .description('say something in the sandbox chat, or press a button, and print what is answered to it')
  .argument('[text]', 'what to say, "/status" for example; or give --press')
  .option('--as <user>', 'name or id of the one who speaks', 'Ada')
  .option('--chat <id>', 'another chat, like a group (default: the private chat)', whole)
  .option('--press <label>', 'press the newest button of that label, instead of a text')
  .option('--wait <ms>', 'how long to wait for an answer, 1 to 600000', waitMs, 35_000)
  .option('--json', 'the messages as JSON')
  .action((text: string | undefined, options: SendOptions) =>
    guarded(async () => (await import('./cli/send.ts')).send(configFile(), text, options)),
  );

binnacle
  .command('replay')
  .description('the life of a stream: each event, the state after it, and what changed; appends nothing')
  .argument('<stream>', 'chat-1001, outbox-1001, gateway-…')
  .option('--at <point>', 'stop after this revision, or at this time')
  .option('--diff <revisions...>', 'two revisions: what differs between the states after them')
  .option('--json', 'one JSON object a line')
  .action((stream: string, options) =>
    guarded(async () => (await import('./cli/replay.ts')).replayStream(configFile(), stream, options)),
  );

binnacle
  .command('trace')
  .description('what followed from one message, as a tree of causes with times')
  .argument('<id>', 'tg-…, a reply id, or message-<chatId>-<messageId>')
  .option('--json', 'as JSON')
  .action((id: string, options) =>
    guarded(async () => (await import('./cli/history.ts')).trace(configFile(), id, options)),
  );

binnacle
  .command('export-me')
  .description('everything that is recorded about a person, one line of JSON each')
  .argument('<user>', 'the number of a person, like 1003')
  .action((user: string) => guarded(async () => (await import('./cli/export-me.ts')).exportMe(configFile(), user)));

const audit = binnacle.command('audit').description('who did what, and what was refused');
audit
  .command('list')
  .option('--actor <id>', 'only this one, like tg:1001')
  .option('--limit <n>', 'how many, newest first; at most 50', whole, 20)
  .option('--json', 'as JSON')
  .action(options => guarded(async () => (await import('./cli/history.ts')).audit(configFile(), options)));
audit
  .command('verify')
  .description('hold the whole log against its anchors, or an export against its signature')
  .option('--export <file>', 'an export, checked without the log')
  .option('--key <key>', 'the public key that the export must be signed with')
  .option('--json', 'as JSON')
  .action((options: { export?: string; key?: string; json?: boolean }) =>
    guarded(async () => {
      const { verify, verifyExport } = await import('./cli/audit-chain.ts');
      return options.export === undefined ? verify(configFile(), options) : verifyExport(options.export, options);
    }),
  );
audit
  .command('export')
  .description('every event with its link of the chain, as lines of JSON, signed')
  .option('--out <file>', 'a new file (default: standard output)')
  .action(options => guarded(async () => (await import('./cli/audit-chain.ts')).exportLog(configFile(), options)));
audit
  .command('accept')
  .description('go on with a log that is not what was anchored; the reason is recorded')
  .argument('<reason>', 'why')
  .action((reason: string) => guarded(async () => (await import('./cli/audit-chain.ts')).accept(configFile(), reason)));

binnacle
  .command('log')
  .description('the latest records')
  .option('--limit <n>', 'how many: the newest, the latest of them last; at most 500', whole, 100)
  .option('--filter <text>', 'only records that hold this text')
  .option('--json', 'one JSON object a line')
  .action(options => guarded(async () => (await import('./cli/history.ts')).log(configFile(), options)));

binnacle
  .command('ops')
  .description('the whole in ten lines: jobs, leases, breakers, budget, and why it is not well')
  .option('--hours <n>', 'of the last hours, 1 to 168 (default: 15 minutes)', hours)
  .option('--json', 'as JSON')
  .action(options => guarded(async () => (await import('./cli/history.ts')).ops(configFile(), options)));

binnacle
  .command('slo')
  .description('each indicator over 30 days, what is left of its budget, and how fast it is spent')
  .option('--json', 'as JSON')
  .action(options => guarded(async () => (await import('./cli/history.ts')).slo(configFile(), options)));

binnacle
  .command('incident')
  .description('everything that happened in a window, all streams on one time axis, as a report')
  .requiredOption('--from <time>', '2026-11-21T02:00Z, or 2h for two hours ago')
  .option('--to <time>', 'the same (default: now)')
  .option('--out <folder>', 'write incident.md, incident.json and incident.svg there')
  .option('--json', 'as JSON')
  .action(options => guarded(async () => (await import('./cli/incident.ts')).tellIncident(configFile(), options)));

binnacle
  .command('verify')
  .description('read the whole log: no hole, everything readable, every stream folds; exit code 1 when not')
  .option('--json', 'as JSON')
  .action(options => guarded(async () => (await import('./cli/verify.ts')).verify(configFile(), options)));

binnacle
  .command('page')
  .description('a link that opens the page of the running program, once')
  .option('--json', 'as JSON')
  .action(options => guarded(async () => (await import('./cli/page.ts')).page(configFile(), options)));

binnacle
  .command('completion')
  .description('completion for bash: eval "$(binnacle completion)"')
  .action(async () => console.log((await import('./cli/completion.ts')).bashCompletion(binnacle)));

binnacle
  .command('rebuild')
  .description('build a read model anew from the log, beside the old one; while the program is stopped')
  .argument('<projection>', 'trace, audit, records, chats, …')
  .action((name: string) => guarded(async () => (await import('./cli/rebuild.ts')).rebuild(configFile(), name)));

binnacle
  .command('ready')
  .description('exit code 0 when the program of this configuration is ready; for health checks')
  .action(() => guarded(async () => (await import('./cli/ready.ts')).ready(configFile())));

jobVerbs(binnacle, configFile);

const nats = binnacle
  .command('nats')
  .description("NATS of this configuration, as an operator: as the nats tool's req, pub and sub");
const more = (value: string, before: string[] = []) => [...before, value];
nats
  .command('req')
  .description('ask, and print the reply: binnacle nats req binnacle.v1.q.snapshot')
  .argument('<subject>')
  .argument('[body]')
  .option('-H, --header <name:value>', 'a header; may be repeated', more)
  .option('--timeout <ms>', 'how long to wait', waitMs, 5_000)
  .action((subject: string, body: string | undefined, options) =>
    guarded(async () => (await import('./cli/nats.ts')).req(configFile(), subject, body, options)),
  );
nats
  .command('pub')
  .description('publish')
  .argument('<subject>')
  .argument('[body]')
  .option('-H, --header <name:value>', 'a header; may be repeated', more)
  .option('--count <n>', 'how often', whole, 1)
  .action((subject: string, body: string | undefined, options) =>
    guarded(async () => (await import('./cli/nats.ts')).pub(configFile(), subject, body, options)),
  );
nats
  .command('sub')
  .description('print what comes on a subject, until interrupted')
  .argument('<subject>')
  .option('--count <n>', 'end after so many', whole)
  .action((subject: string, options) =>
    guarded(async () => (await import('./cli/nats.ts')).sub(configFile(), subject, options)),
  );

const fault = binnacle.command('fault').description('faults on demand, where the configuration allows them');
fault
  .command('inject')
  .argument('<point>', 'telegram.send, store.append, …: see `fault points`')
  .argument('<kind>', 'latency, error, hang, crash, drop, duplicate, corrupt or clock')
  .option('--count <n>', 'end after so many calls were hit', whole)
  .option('--ttl <ms>', 'end after so long (default: 60000)', whole)
  .option('--probability <share>', 'of one call being hit (default: 1)', Number)
  .option('--seed <n>', 'the same seed hits the same calls (default: 1)', whole)
  .option('--delay <ms>', 'of a latency (default: 1000)', whole)
  .option('--skew <ms>', 'of a clock (default: 60000)', whole)
  .option('--json', 'as JSON')
  .action((point: string, kind: string, options) =>
    guarded(async () => (await import('./cli/fault.ts')).inject(configFile(), point, kind, options)),
  );
fault
  .command('list')
  .description('the faults in force')
  .option('--json', 'as JSON')
  .action(options => guarded(async () => (await import('./cli/fault.ts')).list(configFile(), options)));
fault
  .command('clear')
  .description('end one fault, or all')
  .argument('[id]', 'as `fault list` shows it')
  .action((id: string | undefined) => guarded(async () => (await import('./cli/fault.ts')).clear(configFile(), id)));
fault
  .command('points')
  .description('every point there is, and the kinds of fault that can happen there')
  .action(() => guarded(async () => (await import('./cli/fault.ts')).points()));

const config = binnacle.command('config').description('the configuration');
config
  .command('check')
  .description('all mistakes at once, each with its place and a hint')
  .action(() => guarded(async () => (await import('./cli/config.ts')).check(configFile())));
config
  .command('explain')
  .description('every key: its value, where that comes from, its bounds')
  .argument('[path]', 'one key or one section')
  .option('--json', 'as JSON')
  .action((path: string | undefined, options) =>
    guarded(async () => (await import('./cli/config.ts')).explain(configFile(), path, options)),
  );

await binnacle.parseAsync();

function hours(text: string): number {
  const value = whole(text);
  if (value < 1 || value > 168) throw new InvalidArgumentError('It must be 1 to 168 hours.');
  return value;
}

function waitMs(text: string): number {
  const value = whole(text);
  if (value < 1 || value > 600_000) throw new InvalidArgumentError('It must be 1 to 600000 milliseconds.');
  return value;
}
