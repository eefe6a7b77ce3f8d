import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionContext, default as test } from 'ava';
import { decide, type Job, type JobsWorld, jobsWorld, killed, until } from './jobs-world.ts';

/** A dose for every run; `npm run test:jobs` gives the whole: 200 kills, and 25 at each named point. */
const kills = Number(process.env.BINNACLE_JOB_KILLS ?? 6);
const timesAtPoint = Number(process.env.BINNACLE_JOB_POINTS ?? 2);
const minutes = (count: number) => count * 60_000;
/** A lease of the least length may have to run out before the last of them ends. */
const endWithinMs = 150_000;

test.serial(
  `[P2] [P4] [C-22] ${kills} kills of program, worker and nats-server lose no job and run none of a heavy task twice`,
  async t => {
    t.timeout(minutes(3 + kills / 4));
    const world = await jobsWorld(t);
    let program = world.start();
    let worker = world.startWorker();
    await program.ready;
    const wanted: number[] = [];
    const deciding = new AbortController();
    const ids = wanted.map(world.jobIdOf);
    const people = decide(world, ids, deciding.signal);
    for (let kill = 0; kill < kills; kill++) {
      for (const number of [2 * kill, 2 * kill + 1]) {
        await world.ask(number);
        wanted.push(number);
        ids.push(world.jobIdOf(number));
      }
      await Promise.race([program.ready.catch(() => {}), pause(4_000)]);
      await pause((kill * 397) % 1_700);
      const victim = kill % 3;
      if (victim === 0) {
        await program.kill('SIGKILL');
        program = world.start();
      } else if (victim === 1) {
        await killed(worker);
        worker = world.startWorker();
      } else killNats(world);
    }
    await program.ready;
    await until('every job has ended', async () => (await open(world, ids)).length === 0, endWithinMs).catch(async () =>
      t.fail(`open: ${(await open(world, ids)).join(', ')}`),
    );
    deciding.abort();
    await people;
    await nothingIsLostOrDoubled(t, world, wanted);
    t.is(await program.kill('SIGTERM'), 0);
    await killed(worker);
  },
);

/** Where a job stands when the program dies; the last two are found in what the run leaves. */
const points: Record<string, (world: JobsWorld, job: () => Promise<Job | undefined>) => Promise<boolean>> = {
  'it is queued': async (_, job) => has(await job(), 'JobQueued'),
  'its attempt is recorded': async (_, job) => has(await job(), 'AttemptStarted'),
  'its run has begun': async world => world.left().some(name => name.endsWith('.marker.json')),
  'it has run': async world => world.ran().length > 0,
  'its outcome is left': async world => world.left().some(name => /\.\d+\.json$/.test(name)),
  'its end is recorded': async (_, job) => has(await job(), 'JobSucceeded'),
};

for (const [point, reached] of Object.entries(points))
  test.serial(`[P4] [C-22] killed ${timesAtPoint} times when ${point}, the program runs a heavy task once`, async t => {
    t.timeout(minutes(1 + timesAtPoint));
    for (let time = 0; time < timesAtPoint; time++) {
      const world = await jobsWorld(t);
      const program = world.start();
      await program.ready;
      await world.ask(time);
      const jobId = world.jobIdOf(time);
      const deciding = new AbortController();
      const people = decide(world, [jobId], deciding.signal);
      const job = async () => (await world.jobs()).get(jobId);
      await until(point, () => reached(world, job));
      await program.kill('SIGKILL');
      const next = world.start();
      await next.ready;
      await until('it has ended', async () => (await open(world, [jobId])).length === 0, endWithinMs);
      deciding.abort();
      await people;
      await nothingIsLostOrDoubled(t, world, [time]);
      t.is(await next.kill('SIGTERM'), 0);
      await world.close();
    }
  });

test.serial('[C-08] [I3] [P5] 50 simultaneous approvals queue nothing, 50 resumes queue a job once', async t => {
  t.timeout(minutes(2));
  const world = await jobsWorld(t);
  const program = world.start();
  await program.ready;
  await world.ask(1);
  const jobId = world.jobIdOf(1);
  const job = async () => (await world.jobs()).get(jobId);
  await until('it is asked for', async () => has(await job(), 'JobRequested'));
  const all = (line: string) =>
    Promise.all(Array.from({ length: 50 }, (_, index) => world.send(index % 10, `${line} ${jobId}`)));
  await all('/approve');
  await until('it is approved', async () => has(await job(), 'JobApproved'));
  await pause(1_000);
  t.false(has(await job(), 'JobQueued'));
  await all('/resume');
  await until('it has succeeded', async () => has(await job(), 'JobSucceeded'));
  await pause(1_000);
  const facts = (await job())!.facts.map(({ type }) => type);
  t.is(facts.filter(type => type === 'JobApproved').length, 1);
  t.is(facts.filter(type => type === 'JobQueued').length, 1);
  t.is(facts.filter(type => type === 'AttemptStarted').length, 1);
  t.deepEqual(world.ran(), ['1']);
  t.is(await program.kill('SIGTERM'), 0);
});

const has = (job: Job | undefined, type: string) => job?.facts.some(fact => fact.type === type) === true;

/** Jobs that have not ended, or are not there yet, in words. */
async function open(world: JobsWorld, ids: string[]): Promise<string[]> {
  const jobs = await world.jobs();
  return ids
    .map(jobId => [jobId, jobs.get(jobId)?.state ?? 'nowhere'] as const)
    .filter(([, state]) => !['Succeeded', 'Failed', 'Canceled', 'Expired'].includes(state))
    .map(([jobId, state]) => `${jobId} ${state}`);
}

/** What succeeded ran once; what a person has to decide about ran once or never; nothing else is there. */
async function nothingIsLostOrDoubled(t: ExecutionContext, world: JobsWorld, wanted: number[]): Promise<void> {
  const jobs = await world.jobs();
  const ran = world.ran();
  t.is(jobs.size, wanted.length);
  for (const number of wanted) {
    const job = jobs.get(world.jobIdOf(number))!;
    const times = ran.filter(name => name === String(number)).length;
    const told = job.facts.map(({ type, data }) => `${type} ${data.fence ?? ''}`).join(', ');
    t.true(times <= 1, `job ${number} ran ${times} times: ${told}`);
    if (job.state === 'Succeeded') t.is(times, 1, told);
    else t.is(job.facts.findLast(({ type }) => type === 'JobFailed')?.data.needsOperator, 'outcome_unknown', told);
    t.is(job.facts.filter(({ type }) => type === 'JobQueued').length, 1, told);
  }
}

/** The one that the program owns; it starts another. */
function killNats(world: JobsWorld): void {
  try {
    process.kill(world.natsPid(), 'SIGKILL');
  } catch (error) {
    // It died with the program that owned it, or is not there yet: as good as killed.
    if (!['ESRCH', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
