import type { Picture } from '../../actors/answers/chart-ports.ts';

export interface CacheStats {
  namespace: string;
  /** Raised with the looks: pictures of another version are never shown. */
  version: number;
  entries: number;
  bytes: number;
  bytesMax: number;
  hits: number;
  misses: number;
}

/** Pictures that were drawn lately, by what they show. Bounded in bytes and time; the oldest goes first. */
export interface PictureCache {
  find(key: string): Picture | undefined;
  keep(key: string, picture: Picture): void;
  stats(): CacheStats;
  /** Forgets all; says how many there were. */
  clear(): number;
}

interface CacheOptions {
  namespace: string;
  version: number;
  ttlMs: number;
  bytesMax: number;
  monotonicMs(): number;
}

export function pictureCache({ namespace, version, ttlMs, bytesMax, monotonicMs }: CacheOptions): PictureCache {
  const pictures = new Map<string, { picture: Picture; until: number }>();
  let [bytes, hits, misses] = [0, 0, 0];
  const placeOf = (key: string) => `${namespace}:${version}:${key}`;

  function drop(place: string): void {
    bytes -= pictures.get(place)?.picture.png.byteLength ?? 0;
    pictures.delete(place);
  }

  function dropWhatIsOver(): void {
    for (const [place, { until }] of pictures) {
      if (until > monotonicMs() && bytes <= bytesMax) return;
      drop(place);
    }
  }

  return {
    find(key) {
      const entry = pictures.get(placeOf(key));
      if (entry === undefined || entry.until <= monotonicMs()) {
        misses += 1;
        return undefined;
      }
      hits += 1;
      return entry.picture;
    },
    keep(key, picture) {
      const place = placeOf(key);
      drop(place);
      pictures.set(place, { picture, until: monotonicMs() + ttlMs });
      bytes += picture.png.byteLength;
      dropWhatIsOver();
    },
    stats: () => ({ namespace, version, entries: pictures.size, bytes, bytesMax, hits, misses }),
    clear() {
      const count = pictures.size;
      pictures.clear();
      bytes = 0;
      return count;
    },
  };
}
