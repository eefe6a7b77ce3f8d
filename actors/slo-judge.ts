import type { StreamName } from '../domain/ids.ts';
import type { Firing } from '../domain/slo/alerts.ts';
import type { Freeze } from '../domain/slo/freeze.ts';
import type { Log, Timers } from './ports.ts';

/** How the objectives stand, as a read model says it. */
export interface SloNow {
  indicators: { sli: string; owner: string; firing: Firing[] }[];
  freeze: Freeze;
}

export interface JudgePorts {
  slo(): Promise<SloNow>;
  tell(stream: StreamName, type: string, data: Record<string, unknown>): Promise<unknown>;
  timers: Timers;
  log: Log;
}

/**
 * Turns what burns into facts: looks every so often, and tells each stream of objectives when something has changed
 * since it was last told. The stream itself says nothing twice, so a restart repeats nothing.
 */
export function sloJudge({ slo, tell, timers, log }: JudgePorts, { everyMs }: { everyMs: number }): { stop(): void } {
  const told = new Map<StreamName, string>();
  let stopped = false;
  let callOff = timers.after(everyMs, tick);

  async function tick(): Promise<void> {
    try {
      await judge();
    } catch (err) {
      log.warn({ err }, 'the objectives could not be judged; the next look comes');
    }
    if (!stopped) callOff = timers.after(everyMs, tick);
  }

  async function judge(): Promise<void> {
    const { indicators, freeze } = await slo();
    for (const { sli, owner, firing } of indicators) {
      const names = firing.map(({ factor }) => factor).join(' ');
      const rules = firing.map(rule => ({ ...rule, owner }));
      await tellChange(`slo-${sli}`, names, 'JudgeBurn', { sli, firing: rules });
    }
    const { level, why } = freeze;
    await tellChange('slo-release', level, 'JudgeFreeze', {
      level,
      why: why.map(each => each.slice(0, 200)).slice(0, 20),
    });
  }

  async function tellChange(
    stream: StreamName,
    change: string,
    type: string,
    data: Record<string, unknown>,
  ): Promise<void> {
    if (stopped || told.get(stream) === change) return;
    await tell(stream, type, data);
    told.set(stream, change);
  }

  return {
    stop() {
      stopped = true;
      callOff();
    },
  };
}
