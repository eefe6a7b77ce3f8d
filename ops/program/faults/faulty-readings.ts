import type { Host, ReadingOptions } from '../../../actors/answers/host-ports.ts';
import { type Performer, WorkFailed } from '../../../actors/work/ports.ts';
import type { Performers } from '../../../actors/work/workshop.ts';
import type { FaultPoint } from '../../../domain/fault/points.ts';
import type { JobClass } from '../../../domain/job/work.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Queries } from '../../../projections/queries.ts';
import { hostReadings } from '../policies.ts';
import type { Through } from './through.ts';

const away = (_: string, words: string) => new Refusal('upstream_unavailable', words);

/** Questions to the read models, each of which can be hit. */
export function faultyQueries(queries: Queries, through: Through): Queries {
  return new Proxy(queries, {
    get(target, name) {
      const ask = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return (...given: unknown[]) => through('views.query', { failure: away }, () => ask.apply(target, given));
    },
  });
}

/** The readings of this machine, each of which can be hit. */
export function faultyHost(host: Host, through: Through): Host {
  const readings = hostReadings.map(name => {
    const read = (options: ReadingOptions) =>
      through<unknown>('host.read', { failure: away }, () => host[name](options), options.signal);
    return [name, read];
  });
  return { ...host, name: () => host.name(), ...Object.fromEntries(readings) };
}

/** The work of jobs, each attempt of which can be hit. */
export function faultyPerformers(performers: Performers, through: Through): Performers {
  return Object.fromEntries(
    Object.entries(performers).map(([jobClass, performer]) => [jobClass, faulty(jobClass as JobClass, performer)]),
  );

  function faulty(jobClass: JobClass, performer: Performer): Performer {
    const point = pointOf(jobClass);
    const failure = (kind: string, words: string) =>
      new WorkFailed({
        code: codeAt(point, kind === 'hang'),
        class: kind === 'hang' ? 'timeout' : 'upstream',
        message: words,
        retryable: true,
      });
    return {
      ...performer,
      perform: attempt => through(point, { failure }, () => performer.perform(attempt), attempt.signal),
      ...(performer.lookUp === undefined ? {} : { lookUp: left => performer.lookUp!(left) }),
    };
  }
}

/** Whoever asked for a chart is told in the codes of drawing. */
function codeAt(point: FaultPoint, late: boolean): string {
  if (point === 'charts.draw') return late ? 'GRAPH_RENDER_TIMEOUT' : 'GRAPH_WORKER_LOST';
  return late ? 'deadline_exceeded' : 'upstream_unavailable';
}

const pointOf = (jobClass: JobClass): FaultPoint => (jobClass === 'render' ? 'charts.draw' : 'work.perform');
