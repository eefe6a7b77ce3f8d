import { alerts } from './alerts.js';
import { budget } from './budget.js';
import { element } from './dom.js';
import { incident } from './incident.js';
import { jobs } from './jobs.js';
import { now } from './now.js';
import { past } from './past.js';
import { connect } from './server.js';
import { when } from './wording.js';

/** A view fills `main` and gives how to leave it. */
const views = { now, jobs, alerts, budget, past, incident };
const main = document.getElementById('main');
const pulse = document.getElementById('pulse');
const trouble = document.getElementById('trouble');
let leave = () => {};
let shown;

function show() {
  const [name, ...rest] = location.hash.slice(1).split('/');
  const view = views[name] ?? now;
  const at = rest.map(decodeURIComponent).join('/');
  for (const link of document.querySelectorAll('#views a')) {
    const isThis = link.getAttribute('href') === `#${views[name] === undefined ? 'now' : name}`;
    if (isThis) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (shown?.view === view && shown.move !== undefined && shown.move(at)) return;
  leave();
  main.replaceChildren();
  const entered = view(main, at, fail) ?? {};
  leave = entered.leave ?? (() => {});
  shown = { view, move: entered.move };
  document.title = `${main.querySelector('h1')?.textContent ?? 'Binnacle'} · Binnacle`;
}

/** What could not be asked is told, and does not end the view. */
function fail(error) {
  if (error.status === 401) return signIn();
  trouble.textContent = `${error.message} ${error.hint ?? ''}`;
  trouble.hidden = false;
  setTimeout(() => {
    trouble.hidden = true;
  }, 8000);
}

function signIn() {
  leave();
  leave = () => {};
  shown = undefined;
  pulse.textContent = 'signed out';
  const refused = location.search.includes('refused');
  main.replaceChildren(
    element(
      'section',
      { class: 'card sign-in' },
      element('h1', { text: 'Sign in' }),
      element('p', { text: 'Run binnacle page on the server and open the link it prints, or give the token here.' }),
      refused && element('p', { class: 'error-text', text: 'That link or token is not valid any more.' }),
      element(
        'form',
        { method: 'post', action: '/enter' },
        element(
          'label',
          {},
          'Token',
          element('input', { name: 'key', type: 'password', required: true, autocomplete: 'current-password' }),
        ),
        element('button', { text: 'Sign in' }),
      ),
    ),
  );
}

document.getElementById('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const isDark =
    (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  root.dataset.theme = isDark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
  shown = undefined;
  show();
});
const chosen = localStorage.getItem('theme');
if (chosen !== null) document.documentElement.dataset.theme = chosen;

const opening = await fetch('/api/v1/job-counts');
if (opening.status === 401) signIn();
else {
  connect((state, said) => {
    pulse.dataset.state = state === 'live' ? 'live' : 'lost';
    if (state === 'live') pulse.replaceChildren('as of ', when(said.ops.generatedAt));
    else pulse.textContent = state === 'lost' ? 'the program does not answer' : said.message;
  });
  addEventListener('hashchange', () => {
    show();
    scrollTo(0, 0);
  });
  show();
}
