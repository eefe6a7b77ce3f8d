import { element } from './dom.js';

/**
 * A list of any length: only the rows in sight are there. `row(item)` gives the link of a row.
 * @param {{ label: string, height: number, rowHeight: number, row(item: unknown, index: number): HTMLElement, end?(): void }} how
 * `end` is called when the last rows come in sight.
 */
export function longList({ label, height, rowHeight, row, end }) {
  const list = element('ol', {});
  const box = element('div', { class: 'rows', tabindex: '0', role: 'region', 'aria-label': label }, list);
  box.style.height = `${height}px`;
  let items = [];
  let shown = new Map();
  const draw = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / rowHeight) - 6);
    const last = Math.min(items.length, Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) + 6);
    const next = new Map();
    for (let index = first; index < last; index += 1) {
      const known = shown.get(index);
      const made =
        known ?? element('li', { 'aria-setsize': items.length, 'aria-posinset': index + 1 }, row(items[index], index));
      made.style.height = `${rowHeight}px`;
      made.style.top = `${index * rowHeight}px`;
      next.set(index, made);
    }
    for (const [index, made] of shown) if (!next.has(index)) made.remove();
    for (const [index, made] of next) if (!shown.has(index)) list.append(made);
    shown = next;
    if (last >= items.length - 10 && items.length > 0) end?.();
  };
  box.addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
  return {
    box,
    set(next) {
      items = next;
      for (const made of shown.values()) made.remove();
      shown = new Map();
      list.style.height = `${Math.max(1, items.length) * rowHeight}px`;
      const wanted = Math.min(height, Math.max(3, items.length) * rowHeight + 2);
      box.style.height = `${wanted}px`;
      requestAnimationFrame(draw);
    },
    /** Brings a row into sight. */
    show(index) {
      const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight];
      if (top < box.scrollTop) box.scrollTop = top;
      else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
      draw();
    },
    redraw() {
      for (const made of shown.values()) made.remove();
      shown = new Map();
      draw();
    },
  };
}
