import { sqliteViews } from '../../../adapters/sqlite/views.ts';
import { planViews } from '../../../projections/plan.ts';
import type { ReadModels } from '../../../projections/ports.ts';
import type { Table } from '../../../projections/table.ts';
import { project } from '../../../projections/view.ts';
import { read } from '../engines/seal.ts';
import { projections } from '../engines/views.ts';
import type { Invariant } from './view.ts';

/** Every so many events the live views are compared with views built anew up to the same checkpoint. */
const everyEvents = 150;

export const rebuilt: Invariant = {
  id: 'I16',
  says: 'views built anew equal the live ones, row for row (also P7)',
  watch({ machine, broken }) {
    let count = 0;
    const compare = () => {
      const { models, disk } = machine;
      const checkpoints = new Map(models.stored().map(({ name, checkpoint }) => [name, checkpoint]));
      const fresh = sqliteViews({ path: ':memory:' });
      try {
        for (const view of planViews(fresh, projections).current) {
          const upTo = checkpoints.get(view.projection.name) ?? -1n;
          const page = disk.events.filter(({ position }) => position <= upTo);
          project(fresh, [view], page.map(read));
        }
        for (const { name, tables } of projections)
          for (const table of tables) {
            const [live, anew] = [rowsOf(models, name, table), rowsOf(fresh, name, table)];
            if (live !== anew)
              return broken(`${name}/${table.name}: live ${short(live, anew)}, built anew ${short(anew, live)}`);
          }
      } finally {
        fresh.close();
      }
    };
    return {
      event() {
        if (++count % everyEvents === 0 && machine.ready) compare();
      },
      end: compare,
    };
  },
};

function rowsOf(models: ReadModels, name: string, table: Table): string {
  const order = table.kind === 'keyed' ? table.key : 'newest';
  const rows = models.read(snapshot => snapshot.select(name, table, { limit: 1_000_000, order }));
  return JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
}

/** From where two texts part. */
function short(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `…${text.slice(Math.max(0, at - 60), at + 120)}…`;
}
