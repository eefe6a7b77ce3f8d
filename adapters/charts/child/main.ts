import { serveDrawings } from './serve-drawings.ts';

/** The module of a drawing process. */
await serveDrawings(async () => {
  const [{ preflight, usableFamilies }, { drawChart, encodeDrawing }] = await Promise.all([
    import('./preflight.ts'),
    import('./draw-chart.ts'),
  ]);
  return {
    preflight(orders, tryOut) {
      const fonts = preflight(orders, tryOut);
      return { fonts, font: usableFamilies(fonts) };
    },
    draw: drawChart,
    encode: encodeDrawing,
  };
});
