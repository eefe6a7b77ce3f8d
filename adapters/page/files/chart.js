import { element } from './dom.js';
import { ask } from './server.js';

const theme = () =>
  document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

/** A chart that the program describes, drawn as its pictures are. `path` gives the option for a size. */
export function chart(path, params, label) {
  const box = element('div', { class: 'chart', role: 'img', 'aria-label': label });
  let drawn;
  const draw = async () => {
    const [width, height] = [Math.max(240, Math.min(1600, box.clientWidth)), Math.max(160, box.clientHeight)];
    const { option } = await ask(path, { ...params, theme: theme(), width, height });
    drawn?.dispose();
    drawn = globalThis.echarts.init(box, null, { renderer: 'canvas' });
    drawn.setOption({
      ...option,
      backgroundColor: 'transparent',
      // The heading above says it already.
      title: { ...option.title, text: '' },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        confine: true,
        valueFormatter: value => (value === null ? '–' : String(Math.round(value * 100) / 100)),
      },
    });
  };
  const failed = error => box.replaceChildren(element('p', { class: 'note', text: `No chart: ${error.message}` }));
  requestAnimationFrame(() => draw().catch(failed));
  const resized = new ResizeObserver(() => {
    if (drawn !== undefined && Math.abs(drawn.getWidth() - box.clientWidth) > 8) draw().catch(failed);
  });
  resized.observe(box);
  return box;
}
