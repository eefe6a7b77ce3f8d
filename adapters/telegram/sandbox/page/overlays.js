import { byId, element } from './dom.js';

const TOAST_MS = 5000;
const TOASTS_MAX = 4;

/** Tells something in passing. */
export function toast(text, { isBad = false, hint, link } = {}) {
  const shown = element(
    'div',
    { class: `toast ${isBad ? 'is-bad' : ''}`, text },
    hint === undefined ? undefined : element('small', { text: hint }),
    link === undefined
      ? undefined
      : element('a', { href: link, target: '_blank', rel: 'noopener noreferrer', text: ` ${link}` }),
  );
  const toasts = byId('toasts');
  toasts.append(shown);
  while (toasts.children.length > TOASTS_MAX) toasts.firstElementChild.remove();
  setTimeout(() => shown.remove(), TOAST_MS);
}

/** Tells something that has to be read. */
export function alertPerson(text) {
  byId('alert-text').textContent = text;
  /** @type {HTMLDialogElement} */ (byId('alert')).showModal();
}

/** Shows a picture as large as the window. */
export function showPicture(address, caption) {
  const image = /** @type {HTMLImageElement} */ (byId('lightbox-image'));
  image.src = address;
  image.alt = caption || 'Picture';
  byId('lightbox-caption').textContent = caption;
  /** @type {HTMLDialogElement} */ (byId('lightbox')).showModal();
}

/** A click beside the picture closes it. */
export function startOverlays() {
  const lightbox = /** @type {HTMLDialogElement} */ (byId('lightbox'));
  lightbox.addEventListener('click', event => {
    if (event.target !== byId('lightbox-image')) lightbox.close();
  });
}
