import { ChartError, type ChartsStatus } from '../../actors/answers/chart-ports.ts';
import type { ChartsOptions } from './options.ts';
import type { FontVerdict } from './protocol.ts';
import { shippedFonts } from './shipped-fonts.ts';

/** What the drawing processes found of the fonts. */
export interface KnownFonts {
  /** Families that are not to be opened: one ended the process that tried. */
  avoid(): string[];
  learned(verdicts: readonly FontVerdict[]): void;
  blame(alias: string): void;
  /** @throws {ChartError} GRAPH_FONT_…: none will do, and it is too early to look again. */
  requireUsable(): void;
  /** The first fault of the first family, while no family will do. */
  unusable(): ChartError | undefined;
  status(): ChartsStatus['fonts'];
}

export function knownFonts({
  fontsAgainMs,
  monotonicMs,
}: Pick<ChartsOptions, 'fontsAgainMs' | 'monotonicMs'>): KnownFonts {
  let verdicts: readonly FontVerdict[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  const blamed = new Map<string, number>();
  const isRecent = (at: number) => monotonicMs() - at < fontsAgainMs;

  function unusable(): ChartError | undefined {
    const fault = verdicts[0]?.fault;
    if (fault === undefined || verdicts.some(verdict => verdict.fault === undefined)) return undefined;
    const retryAfterMs = Math.max(1000, Math.ceil(lookedAt + fontsAgainMs - monotonicMs()));
    const message = verdicts.map(({ family, fault }) => `${family}: ${fault!.detail}`).join('; ');
    return new ChartError(fault.code, `no font can be used (${message})`, { retryAfterMs });
  }

  return {
    avoid: () => [...blamed].filter(([, at]) => isRecent(at)).map(([alias]) => alias),
    learned(found) {
      if (found.length === 0) return;
      verdicts = found;
      lookedAt = monotonicMs();
    },
    blame: alias => void blamed.set(alias, monotonicMs()),
    requireUsable() {
      const error = unusable();
      if (error !== undefined && isRecent(lookedAt)) throw error;
    },
    unusable,
    status: () =>
      shippedFonts.map(({ name, alias }) => {
        const verdict = verdicts.find(found => found.alias === alias);
        if (verdict === undefined) return { family: name, state: 'unknown' };
        if (verdict.fault === undefined) return { family: name, state: 'ok' };
        return { family: name, state: verdict.fault.code, detail: verdict.fault.detail };
      }),
  };
}
