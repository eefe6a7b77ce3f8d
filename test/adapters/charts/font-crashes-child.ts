import { drawChart, encodeDrawing } from '../../../adapters/charts/child/draw-chart.ts';
import { preflight, usableFamilies } from '../../../adapters/charts/child/preflight.ts';
import { serveDrawings } from '../../../adapters/charts/child/serve-drawings.ts';
import { shippedFonts } from '../../../adapters/charts/shipped-fonts.ts';

/** A drawing process that crashes when it opens the first font. */
await serveDrawings(async () => ({
  preflight(orders, tryOut) {
    const fonts = preflight(orders, alias => {
      tryOut(alias);
      if (alias === shippedFonts[0]!.alias) process.kill(process.pid, 'SIGSEGV');
    });
    return { fonts, font: usableFamilies(fonts) };
  },
  draw: drawChart,
  encode: encodeDrawing,
}));
