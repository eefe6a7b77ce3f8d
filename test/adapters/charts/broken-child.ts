import { serveDrawings } from '../../../adapters/charts/child/serve-drawings.ts';

/** A drawing process on a machine where the library was not built. */
await serveDrawings(async () => {
  throw new Error('no canvas here');
});
