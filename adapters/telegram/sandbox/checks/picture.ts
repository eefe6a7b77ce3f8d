import { badRequest } from '../bot-api/bot-error.ts';
import { telegramLimits } from '../settings.ts';

export interface PictureSize {
  width: number;
  height: number;
  mimeType: 'image/png' | 'image/jpeg';
}

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_END = Buffer.from('IEND', 'latin1');

/**
 * The size of a photo, read from its header.
 * @throws {BotError} 400 over 10 MB, when it is no whole PNG or JPEG, when its sides add up to more than 10,000, or
 * one is more than 20 times the other.
 */
export function checkPicture(bytes: Buffer): PictureSize {
  const { photoBytes, photoSidesSum, photoSidesRatio } = telegramLimits;
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > photoBytes) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${photoBytes} bytes`,
    );
  }
  const size = sizeOf(bytes);
  if (size === undefined) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const ratio = Math.max(width, height) / Math.min(width, height);
  if (width === 0 || height === 0 || width + height > photoSidesSum || ratio > photoSidesRatio) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  return size;
}

function sizeOf(bytes: Buffer): PictureSize | undefined {
  if (bytes.subarray(0, 8).equals(PNG_START)) return pngSize(bytes);
  if (bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
  return undefined;
}

function pngSize(bytes: Buffer): PictureSize | undefined {
  const isWhole = bytes.length >= 45 && bytes.subarray(-8, -4).equals(PNG_END);
  if (!isWhole || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), mimeType: 'image/png' };
}

/** Walks the segments up to the frame header (SOF0 to SOF15 but for the tables C4, C8 and CC). */
function jpegSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) return undefined;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5), mimeType: 'image/jpeg' };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
