import { card, chip, element, facts } from './dom.js';
import { longList } from './list.js';
import { ask, pathOf, people } from './server.js';
import { exactly, took, when } from './wording.js';

const states = ['requested', 'approved', 'queued', 'running', 'succeeded', 'failed', 'canceled', 'expired'];
let names = new Map();
/** `Olu (tg:1002)` where the name is known. */
const called = id => (names.has(id) ? `${names.get(id)} (${id})` : id);

const classes = ['render', 'probe', 'task', 'update', 'drill', 'backup', 'report'];

/** `at`: a job's id, or `state/<state>`. */
export function jobs(main, at, fail) {
  const named = people().then(
    known => {
      names = known;
    },
    () => {}, // Ids say it too.
  );
  if (at !== '' && !at.startsWith('state/')) return one(main, at, fail, named);
  const chosen = { state: at.startsWith('state/') ? at.slice(6) : '', class: '' };
  const select = (label, words, key) =>
    element(
      'label',
      {},
      label,
      element(
        'select',
        {
          onchange: event => {
            chosen[key] = event.target.value;
            load();
          },
        },
        element('option', { value: '', text: 'all' }),
        ...words.map(word => element('option', { value: word, text: word, selected: chosen[key] === word })),
      ),
    );
  const filter = element('input', {
    type: 'search',
    placeholder: 'title, person, code',
    oninput: () => list.set(found()),
  });
  const note = element('p', { class: 'note', role: 'status', text: 'Looking …' });
  const list = longList({ label: 'Jobs', height: Math.max(300, innerHeight - 230), rowHeight: 46, row, end: more });
  let known = [];
  let [whole, asking, turn] = [false, false, 0];
  main.append(
    element(
      'div',
      { class: 'head' },
      element('h1', { text: 'Jobs' }),
      select('State', states, 'state'),
      select('Class', classes, 'class'),
      element('label', {}, 'Find', filter),
    ),
    list.box,
    note,
  );
  load();

  function found() {
    const words = filter.value.toLowerCase();
    return words === ''
      ? known
      : known.filter(job =>
          `${job.title} ${job.name} ${job.requestedBy} ${job.lastError?.code ?? ''} ${job.jobId} ${job.state}`
            .toLowerCase()
            .includes(words),
        );
  }
  function load() {
    [known, whole, asking] = [[], false, false];
    turn += 1;
    void more();
  }
  async function more() {
    if (whole || asking) return;
    asking = true;
    const mine = turn;
    try {
      const { jobs: next } = await ask('jobs', { limit: 500, ...chosen, before: known.at(-1)?.jobId });
      if (mine !== turn) return;
      whole = next.length < 500;
      known = [...known, ...next];
      const top = list.box.scrollTop;
      list.set(found());
      list.box.scrollTop = top;
      note.textContent =
        known.length === 0
          ? 'There is no such job.'
          : `${known.length} jobs${whole ? '' : ', more as you scroll'}, newest first.`;
    } catch (error) {
      fail(error);
    } finally {
      if (mine === turn) asking = false;
    }
  }
}

function row(job) {
  return element(
    'a',
    { class: 'job-row', href: `#jobs/${encodeURIComponent(job.jobId)}` },
    chip(job.state),
    element('span', { text: job.title }),
    element('span', { class: 'note', text: outcome(job) }),
    element('span', { class: 'note', text: approval(job) }),
    element('span', { class: 'note number' }, when(job.updatedAt)),
  );
}

const outcome = ({ lastError, result, progress, ending, state }) =>
  state === 'failed' ? (lastError?.code ?? '') : (progress ?? result?.summary ?? ending ?? '');

function approval({ gates, state }) {
  if (gates.length === 0) return 'needs no approval';
  const by = [...new Set(gates.flatMap(gate => gate.by))];
  const open = gates.filter(({ satisfied }) => !satisfied);
  if (open.length > 0)
    return state === 'requested'
      ? `waits: ${open.map(({ name }) => name).join(', ')}`
      : `open: ${open.map(({ name }) => name).join(', ')}`;
  return `yes by ${by.map(called).join(', ')}`;
}

function one(main, jobId, fail, named) {
  const body = element('div', { class: 'grid' }, element('p', { class: 'note', text: 'Looking …' }));
  main.append(
    element(
      'div',
      { class: 'head' },
      element('h1', { text: `Job ${jobId}` }),
      element('a', { class: 'button', href: '#jobs', text: '‹ All jobs' }),
    ),
    body,
  );
  named
    .then(() =>
      Promise.all([ask(pathOf('jobs', jobId)), ask(`streams/${encodeURIComponent(`job-${jobId}`)}/events`, {})]),
    )
    .then(([{ job }, { events }]) => body.replaceChildren(...told(job, events)))
    .catch(error => {
      body.replaceChildren(element('p', { class: 'note', text: error.message }));
      fail(error);
    });
}

function told(job, events) {
  const stream = events[0]?.stream;
  const quiet = new Set(['Heartbeat', 'JobTold', 'JobFollowed']);
  return [
    card(
      'What it is',
      { class: 'wide' },
      job === null
        ? element('p', { text: 'It ended so long ago that only its events are held.' })
        : element('div', { class: 'verdict' }, chip(job.state), element('span', { text: job.title })),
      job?.state === 'failed' &&
        element(
          'div',
          { class: 'why' },
          element('strong', { text: `It failed: ${job.lastError?.message ?? 'no cause is known'}` }),
          element(
            'span',
            {},
            element('code', { text: job.lastError?.code ?? '' }),
            ` (${job.lastError?.class ?? '–'}), attempt ${job.attempt} of ${job.attemptsMax}`,
          ),
          job.needsOperator !== null && element('p', { text: 'Whether it ran is not known: a person has to decide.' }),
        ),
      job?.result && element('p', { text: job.result.summary }),
      job?.ending && element('p', { text: job.ending }),
      job !== null &&
        facts([
          ['Class', `${job.jobClass}, ${job.route}, risk ${job.risk}`],
          ['Asked for', element('span', {}, `${called(job.requestedBy)}, `, when(job.createdAt))],
          ['Began', job.startedAt && when(job.startedAt)],
          ['Ended', job.terminalAt && when(job.terminalAt)],
          ['Took', job.startedAt && job.terminalAt && took(Date.parse(job.terminalAt) - Date.parse(job.startedAt))],
          ['Progress', job.progress],
          ['Worker', job.ownerId],
          ['Chat', job.chatId && element('a', { href: `#past/chat-${job.chatId}`, text: `chat-${job.chatId}` })],
        ]),
    ),
    card(
      'Who approved it',
      {},
      job === null || job.gates.length === 0
        ? element('p', { class: 'note', text: 'It needed no approval.' })
        : element('ul', { class: 'story' }, ...job.gates.map(gate)),
      stream && element('p', {}, element('a', { class: 'button', href: `#past/${stream}`, text: 'Step through it' })),
    ),
    card(
      'What happened',
      { class: 'full' },
      element(
        'ol',
        { class: 'story' },
        ...events
          .filter(({ type }) => !quiet.has(type))
          .map(({ at, text, level, code, revision }) =>
            element(
              'li',
              {},
              exactly(at),
              element(
                'span',
                { class: level === 'info' ? undefined : `${level === 'warn' ? 'warn' : 'error'}-text` },
                element('a', { href: `#past/${stream}@${revision}`, text }),
                code && ` (${code})`,
              ),
            ),
          ),
      ),
    ),
  ];
}

function gate({ name, needs, satisfied, by, at }) {
  return element(
    'li',
    {},
    chip(satisfied ? 'given' : 'open', satisfied ? 'good' : 'warn'),
    element(
      'span',
      {},
      element('strong', { text: by.length === 0 ? 'nobody yet' : by.map(called).join(', ') }),
      ` as ${name}, ${by.length} of ${needs}`,
      at && ' · ',
      at && when(at),
    ),
  );
}
