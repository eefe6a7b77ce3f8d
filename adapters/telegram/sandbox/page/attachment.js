import { toast } from './overlays.js';

const PHOTO_BYTES_MAX = 10 * 1024 * 1024;
const FILE_BYTES_MAX = 20 * 1024 * 1024;

/**
 * The file chosen in an input, ready to be sent: a PNG or JPEG of up to 10 MB as a photo, else as a document.
 * Undefined when none was chosen or it is too large, which is then told.
 */
export async function readAttachment(input) {
  const file = input.files[0];
  // The same file can be chosen again.
  input.value = '';
  if (file === undefined) return undefined;
  if (file.size > FILE_BYTES_MAX) {
    toast('This file is larger than 20 MB.', { isBad: true, hint: 'A bot could not download it from Telegram.' });
    return undefined;
  }
  const isPhoto = /^image\/(png|jpeg)$/.test(file.type) && file.size <= PHOTO_BYTES_MAX;
  const base64 = (await dataAddress(file)).split(',')[1];
  const fields = { base64, name: file.name, mimeType: file.type || undefined };
  return { path: isPhoto ? 'photo' : 'document', fields };
}

function dataAddress(file) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const reader = new FileReader();
  reader.addEventListener('load', () => resolve(reader.result));
  reader.addEventListener('error', () => reject(reader.error));
  reader.readAsDataURL(file);
  return promise;
}
