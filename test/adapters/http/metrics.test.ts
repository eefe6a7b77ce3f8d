import { execFileSync, spawnSync } from 'node:child_process';
import { default as test } from 'ava';
import { metrics } from '../../../adapters/http/metrics/metrics.ts';
import type { Fact } from '../../../domain/upcast.ts';
import { noSources } from './metric-sources.ts';

const openMetrics = 'application/openmetrics-text; version=1.0.0';
const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();

function fact(stream: string, type: string, data: object, second = 0): Fact {
  const metadata = { traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` };
  return { stream, type, data: { at: at(second), ...data }, metadata } as unknown as Fact;
}

const answered = (id: number, second: number) => [
  fact('gateway-bot', 'UpdateReceived', { updateId: id }),
  fact('chat-1', 'CommandAccepted', { commandId: `tg-${id}`, name: 'cpu' }),
  fact('chat-1', 'CommandAnswered', { durationMs: 20 }),
  fact('outbox-1', 'Delivered', { replyId: `tg-${id}/0`, last: true, durationMs: 10 }, second),
];

const said = async (facts: Fact[], accept = '', sources = noSources) => {
  const kept = metrics();
  kept.recorded(facts);
  return kept.scrape(sources, accept);
};

test('[K-66] [T-54] what is recorded is counted: commands, ends of jobs, errors, and the time to a reply', async t => {
  const { text } = await said([
    ...answered(7, 2),
    fact('chat-1', 'CommandRefused', { code: 'forbidden' }),
    fact('job-1', 'JobRequested', { spec: { class: 'task' } }),
    fact('job-1', 'JobFailed', { failure: { code: 'exit_code' } }),
  ]);
  t.regex(text, /^binnacle_user_actions_total\{command="cpu"\} 1$/m);
  t.regex(text, /^binnacle_job_completions_total\{class="task",outcome="failed"\} 1$/m);
  t.regex(text, /^binnacle_errors_total\{code="forbidden"\} 1$/m);
  t.regex(text, /^binnacle_errors_total\{code="exit_code"\} 1$/m);
  t.regex(text, /^binnacle_reply_seconds_bucket\{le="1"\} 0$/m);
  t.regex(text, /^binnacle_reply_seconds_bucket\{le="2"\} 1$/m);
  t.regex(text, /^binnacle_breaker_state\{dependency="telegram",state="open"\} 1$/m);
  t.regex(text, /^binnacle_slo_burn_rate\{sli="commands",window="1h"\} 10$/m);
  t.regex(text, /^binnacle_jobs_oldest_queued_seconds\{class="task"\} 60$/m);
});

test('[K-66] in OpenMetrics a count names the trace it last came from', async t => {
  const { type, text } = await said(answered(7, 2), openMetrics);
  t.regex(type, /openmetrics/);
  t.regex(text, /# EOF\n$/);
  t.regex(text, new RegExp(`binnacle_reply_seconds_bucket\\{le="2"\\} 1 # \\{trace_id="${'ab'.repeat(16)}"\\} 2 `));
  t.regex(text, /^# TYPE binnacle_user_actions counter$/m);
  t.notRegex((await said(answered(7, 2))).text, /EOF|trace_id/);
});

test('labels are bounded: what names itself ever anew is counted as other', async t => {
  const { text } = await said(
    Array.from({ length: 5000 }, (_, index) => fact('chat-1', 'CommandAccepted', { name: `x${index}` })),
  );
  t.is(text.match(/^binnacle_user_actions_total/gm)?.length, 201);
  t.regex(text, /^binnacle_user_actions_total\{command="other"\} 4800$/m);
});

test('[P16] a source that cannot be read is left out and named; the rest is there', async t => {
  const kept = metrics();
  await kept.scrape(noSources, '');
  const away = async () => {
    throw new Error('away');
  };
  const { text } = await kept.scrape({ ...noSources, slo: away, openWork: away }, '');
  t.regex(text, /^binnacle_scrape_source_up\{source="slo"\} 0$/m);
  t.notRegex(text, /^binnacle_(slo_burn_rate|outbox_pending)[ {]/m);
  t.regex(text, /^binnacle_jobs\{state="failed"\} 2$/m);
});

const promtool = spawnSync('promtool', ['--version']).error === undefined;
if (!promtool) console.log('promtool is not installed: the names of the metrics are not held against its rules here');

(promtool ? test : test.skip)('[T-54] promtool has nothing to say against the metrics', async t => {
  const { text } = await said(answered(7, 2));
  t.notThrows(() => execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8', stdio: 'pipe' }));
});
