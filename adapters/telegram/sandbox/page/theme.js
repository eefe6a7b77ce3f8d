import { byId } from './dom.js';
import { toast } from './overlays.js';

const order = ['system', 'light', 'dark'];
const words = { system: 'Colours follow the system', light: 'Light colours', dark: 'Dark colours' };

/** The button that goes through system, light and dark; the choice is kept in this browser. */
export function startTheme() {
  apply(localStorage.getItem('sandbox-theme') ?? 'system');
  byId('theme').addEventListener('click', () => {
    const now = document.documentElement.dataset.theme ?? 'system';
    const next = order[(order.indexOf(now) + 1) % order.length];
    localStorage.setItem('sandbox-theme', next);
    apply(next);
    toast(words[next]);
  });
}

function apply(theme) {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
