/** How numbers lie in the file of samples. Little-endian, as every machine that runs this is. */

export const rawBlockMs = 600_000;
export const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Of one point. */
export const rawBytes = 8;
const minutesInHour = 60;
const columns = 4;

/** One value as it came. */
export interface RawPoint {
  offsetMs: number;
  value: number;
}

/** The points of ten minutes, in the order they came: offset (uint32, ms) and value (float32) each. */
export function readRaw(block: Uint8Array): RawPoint[] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  return Array.from({ length: Math.floor(block.byteLength / rawBytes) }, (_, index) => ({
    offsetMs: view.getUint32(index * rawBytes, true),
    value: view.getFloat32(index * rawBytes + 4, true),
  }));
}

/** The block with one more point; undefined when a point of that time is in it. */
export function withRaw(block: Uint8Array, offsetMs: number, value: number): Uint8Array | undefined {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  for (let at = block.byteLength - rawBytes; at >= 0; at -= rawBytes)
    if (view.getUint32(at, true) === offsetMs) return undefined;
  const longer = new Uint8Array(block.byteLength + rawBytes);
  longer.set(block);
  const end = new DataView(longer.buffer);
  end.setUint32(block.byteLength, offsetMs, true);
  end.setFloat32(block.byteLength + 4, value, true);
  return longer;
}

/** Least, most, mean and number of the values of each minute of an hour: 60 columns four times, NaN where there was none. */
export function emptyHour(): Float32Array {
  return new Float32Array(minutesInHour * columns).fill(Number.NaN);
}

/** Adds a value to its minute, in place. */
export function addToHour(hour: Float32Array, offsetMs: number, value: number): void {
  const minute = Math.floor(offsetMs / minuteMs);
  const [min, max, mean, count] = places(minute);
  const before = Number.isNaN(hour[count]!) ? 0 : hour[count]!;
  hour[min] = before === 0 ? value : Math.min(hour[min]!, value);
  hour[max] = before === 0 ? value : Math.max(hour[max]!, value);
  hour[mean] = before === 0 ? value : hour[mean]! + (value - hour[mean]!) / (before + 1);
  hour[count] = before + 1;
}

/** The cells of a minute: least, most, mean, number. */
export function places(minute: number): [min: number, max: number, mean: number, count: number] {
  return [minute, minutesInHour + minute, 2 * minutesInHour + minute, 3 * minutesInHour + minute];
}

/** A stored hour, or part of one that this program does not know: then it is empty. */
export function hourFrom(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength !== minutesInHour * columns * 4) return emptyHour();
  return new Float32Array(bytes.slice().buffer);
}

export function bytesOf(hour: Float32Array): Uint8Array {
  return new Uint8Array(hour.buffer, hour.byteOffset, hour.byteLength);
}
