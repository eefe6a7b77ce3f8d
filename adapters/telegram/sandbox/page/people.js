import { avatar, byId, element, icon } from './dom.js';
import { on, store } from './store.js';

/** Draws who one speaks as, and the menu to choose another. */
export function startPeople(go) {
  const button = byId('person');
  const menu = byId('people');
  const open = isOpen => {
    menu.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) (menu.querySelector('[aria-checked="true"]') ?? menu.firstElementChild)?.focus();
  };
  on(['choice', 'loaded', 'people'], () => {
    const { person } = store;
    if (person === undefined) return;
    button.replaceChildren(...personParts(person, 'Speaking as'), icon('down'));
    menu.replaceChildren(...[...store.people.values()].map(each => personItem(each, go, () => open(false))));
  });
  button.addEventListener('click', () => open(menu.hidden));
  menu.addEventListener('keydown', event => {
    moveIn(menu, event, () => {
      open(false);
      button.focus();
    });
  });
  document.addEventListener('click', event => {
    if (!byId('person').parentElement.contains(event.target)) open(false);
  });
}

function personItem(person, go, close) {
  const choose = () => {
    close();
    go({ personId: person.id, chatId: person.id });
    byId('text').focus();
  };
  const isChosen = person.id === store.personId;
  return element(
    'button',
    {
      class: 'menu-item',
      type: 'button',
      role: 'menuitemradio',
      tabindex: '-1',
      'aria-checked': String(isChosen),
      onclick: choose,
    },
    ...personParts(person),
  );
}

function personParts({ id, firstName, username, role }, above) {
  const below = above ?? (username === undefined ? `id ${id}` : `@${username}`);
  const name = element(
    'span',
    { class: 'person-name' },
    ...(above === undefined
      ? [firstName, element('small', { text: below })]
      : [element('small', { text: above }), firstName]),
  );
  const roleTones = { admin: 0, approver: 5, operator: 3, viewer: 4 };
  return [
    avatar(firstName, id, 'small'),
    name,
    role === undefined ? '' : element('span', { class: `role tone-${roleTones[role] ?? 1}`, text: role }),
  ];
}

function moveIn(menu, event, close) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') return close();
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length].focus();
}
