import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { ChartError } from '../../actors/answers/chart-ports.ts';
import { pngChunks } from './png-chunks.ts';

const unpack = promisify(inflate);

/** The share of a picture that is not its background. Titles and axes alone are twice as much. */
const inkShareMin = 0.004;

/**
 * Resolves when the bytes are a whole PNG of the kind we make, of that size, with something on it.
 * @throws {ChartError} GRAPH_PNG_ENCODING_ERROR, GRAPH_BLANK_IMAGE
 */
export async function checkPicture(bytes: Uint8Array, width: number, height: number): Promise<void> {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = pngChunks(png);
  const head = chunks?.[0]?.data;
  const data = chunks?.find(({ name }) => name === 'IDAT')?.data;
  if (
    chunks === undefined ||
    head === undefined ||
    data === undefined ||
    chunks[0]!.name !== 'IHDR' ||
    head.length !== 13
  ) {
    throw new ChartError('GRAPH_PNG_ENCODING_ERROR', `what came is no whole PNG (${png.length} bytes)`);
  }
  const [found, wanted] = [`${head.readUInt32BE(0)}×${head.readUInt32BE(4)}`, `${width}×${height}`];
  if (found !== wanted)
    throw new ChartError('GRAPH_PNG_ENCODING_ERROR', `the picture is ${found} instead of ${wanted}`);
  if (head[8] !== 8 || head[9] !== 3) throw new ChartError('GRAPH_PNG_ENCODING_ERROR', 'the picture has no palette');
  const rows = await unpack(data, { maxOutputLength: (width + 1) * height }).catch(cause => {
    throw new ChartError('GRAPH_PNG_ENCODING_ERROR', 'the pixels cannot be unpacked', { cause });
  });
  if (rows.length !== (width + 1) * height) throw new ChartError('GRAPH_PNG_ENCODING_ERROR', 'pixels are missing');
  if (inkShare(rows, width, height) < inkShareMin) throw new ChartError('GRAPH_BLANK_IMAGE', 'the picture is blank');
}

/** The share of pixels that are not of the commonest colour, by every second row: half the time, the same answer. */
function inkShare(rows: Uint8Array, width: number, height: number): number {
  const counts = new Uint32Array(256);
  let looked = 0;
  for (let y = 0; y < height; y += 2) {
    // Each row begins with the byte of its filter.
    const start = y * (width + 1) + 1;
    for (let at = start; at < start + width; at++) counts[rows[at]!]! += 1;
    looked += width;
  }
  return 1 - Math.max(...counts) / looked;
}
