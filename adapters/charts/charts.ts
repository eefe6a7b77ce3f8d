import { createHash } from 'node:crypto';
import { ChartError, type Charts, type ChartsStatus, type Picture } from '../../actors/answers/chart-ports.ts';
import type { ChartStep } from '../../domain/chart/graph-codes.ts';
import { packPoints, pictureKey } from '../../domain/chart/keys.ts';
import { looksVersion } from '../../domain/chart/looks.ts';
import { type ChartSpec, hasEnoughPoints } from '../../domain/chart/spec.ts';
import { atStep } from '../../domain/chart/steps.ts';
import { checkPicture } from './check-picture.ts';
import { drawingSlot } from './drawing-slot.ts';
import { knownFonts } from './known-fonts.ts';
import { type ChartsOptions, chartsDefaults } from './options.ts';
import { type PictureCache, pictureCache } from './picture-cache.ts';
import type { PackedSpec } from './protocol.ts';
import { rest } from './rest.ts';
import { sharing } from './sharing.ts';
import { turns } from './turns.ts';

/** The `Charts` port on ECharts and node-canvas in processes of their own; no other folder names these libraries. */
export interface DrawingPool extends Charts {
  /** Starts one process and looks at the fonts, so that the first chart need not wait for either. @throws {ChartError} */
  warm(): Promise<void>;
  readonly cache: Pick<PictureCache, 'stats' | 'clear'>;
  /** Answers all that wait with GRAPH_DISABLED, ends the processes and resolves when they are gone. */
  close(): Promise<void>;
}

/** Starts nothing by itself: the first request does, or {@link DrawingPool.warm}. */
export function drawingPool(given: Partial<ChartsOptions> & Pick<ChartsOptions, 'tell'>): DrawingPool {
  const options: ChartsOptions = { ...chartsDefaults, ...given };
  const { enabled, monotonicMs, tell } = options;
  const fonts = knownFonts(options);
  const breaker = rest(options);
  const queue = turns(options);
  const slots = Array.from({ length: options.slots }, () => drawingSlot(options, fonts));
  const cache = pictureCache({ ...options.cache, namespace: 'charts', version: looksVersion, monotonicMs });
  const closing = new AbortController();
  const share = sharing<Picture>();
  let told = 'unknown';

  async function drawAlone(spec: ChartSpec, step: ChartStep, signal: AbortSignal): Promise<Picture> {
    fonts.requireUsable();
    breaker.enter();
    let [queueWaitMs, began] = [0, monotonicMs()];
    try {
      const turn = await queue.take(AbortSignal.any([signal, closing.signal]));
      [queueWaitMs, began] = [Math.round(turn.waitMs), monotonicMs()];
      try {
        const drawn = await checked(turn.slot, spec);
        breaker.succeeded();
        const sha256 = createHash('sha256').update(drawn.png).digest('hex');
        return { ...drawn, sha256, step, source: 'drawn', queueWaitMs, renderMs: Math.round(monotonicMs() - began) };
      } finally {
        turn.giveBack();
      }
    } catch (cause) {
      if (!(cause instanceof ChartError)) {
        breaker.left();
        throw cause;
      }
      breaker.failed(cause.code);
      const { code, message, retryAfterMs } = fonts.unusable() ?? cause;
      const renderMs =
        code === 'GRAPH_SLOT_TIMEOUT' || code === 'GRAPH_QUEUE_FULL' ? 0 : Math.round(monotonicMs() - began);
      throw new ChartError(code, message, {
        cause,
        queueWaitMs: cause.queueWaitMs || queueWaitMs,
        renderMs,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    } finally {
      tellCapability();
    }
  }

  async function checked(slot: number, spec: ChartSpec) {
    const { width, height, ratio } = spec.size;
    const drawn = await slots[slot]!.draw(packed(spec));
    try {
      await checkPicture(drawn.png, Math.round(width * ratio), Math.round(height * ratio));
    } catch (cause) {
      slots[slot]!.distrust((cause as Error).message);
      throw cause;
    }
    return drawn;
  }

  function tellCapability(): void {
    const { capability, cause, fonts: states } = status();
    const key = JSON.stringify([capability, cause, states]);
    if (key === told) return;
    told = key;
    tell({ type: 'capability', capability, ...(cause === undefined ? {} : { cause }), fonts: states });
  }

  function status(): ChartsStatus {
    const states = fonts.status();
    const resting = breaker.state();
    const cause = fonts.unusable()?.code ?? resting?.code ?? states.map(({ state }) => state).find(isFault);
    return {
      capability: capabilityOf(enabled, fonts.unusable() !== undefined, states, cause !== undefined),
      ...(cause === undefined ? {} : { cause }),
      fonts: states,
      slots: slots.length,
      ...queue.status(),
      waitingMax: options.waitingMax,
      ...(resting === undefined ? {} : { cooldownMs: resting.ms }),
    };
  }

  function requireOpen(): void {
    if (!enabled) throw new ChartError('GRAPH_DISABLED', 'charts are switched off in the configuration');
    closing.signal.throwIfAborted();
  }

  return {
    async draw(spec, { step, signal }) {
      requireOpen();
      signal?.throwIfAborted();
      if (!hasEnoughPoints(spec))
        throw new ChartError('GRAPH_NOT_ENOUGH_POINTS', 'there are fewer than two values to draw');
      const thin = atStep(spec, step);
      const key = pictureKey(thin, step);
      const known = cache.find(key);
      if (known !== undefined) return { ...known, source: 'cached', queueWaitMs: 0, renderMs: 0 };
      const { value, isFirst } = await share(key, signal, async everyone => {
        const picture = await drawAlone(thin, step, everyone);
        cache.keep(key, picture);
        return picture;
      });
      return isFirst ? value : { ...value, source: 'shared' };
    },
    status,
    async warm() {
      requireOpen();
      try {
        await slots[0]!.warm();
      } catch (cause) {
        throw fonts.unusable() ?? cause;
      } finally {
        tellCapability();
      }
    },
    cache,
    async close() {
      closing.abort(new ChartError('GRAPH_DISABLED', 'the program is being stopped'));
      await Promise.all(slots.map(slot => slot.close()));
    },
  };
}

function packed({ series, ...head }: ChartSpec): PackedSpec {
  return { head, series: series.map(one => ({ ...one, points: packPoints(one.points) })) };
}

function isFault<State extends string>(state: State): state is Exclude<State, 'unknown' | 'ok'> {
  return state !== 'unknown' && state !== 'ok';
}

function capabilityOf(enabled: boolean, isUnusable: boolean, fonts: ChartsStatus['fonts'], hasCause: boolean) {
  if (!enabled) return 'disabled';
  if (isUnusable) return 'unavailable';
  if (hasCause) return 'degraded';
  return fonts.every(({ state }) => state === 'unknown') ? 'unknown' : 'ready';
}
