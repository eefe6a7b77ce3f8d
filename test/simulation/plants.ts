import { type EventStore, TelegramError } from '../../actors/ports.ts';
import type { NewEvent } from '../../domain/message.ts';
import type { ReadModels } from '../../projections/ports.ts';
import { jobPlants } from './job-plants.ts';
import type { Plant } from './plant.ts';

type Append = EventStore['append'];

/** Every bug that is planted, by name. */
export const plantedBugs: Record<string, Plant> = {
  'confirm-before-append': {
    says: 'Telegram is told to forget updates before they are recorded',
    withinSeeds: 10,
    engines: engines => ({
      ...engines,
      telegram: {
        ...engines.telegram,
        poller: {
          async poll(offset, signal) {
            const updates = (await engines.telegram.poller.poll(offset, signal)) as { update_id: number }[];
            const last = updates.at(-1)?.update_id;
            // The next batch, if it comes at once, is lost: this is how such a bug begins.
            if (last !== undefined) void engines.telegram.poller.poll(last + 1, signal).catch(() => {});
            return updates;
          },
        },
      },
    }),
  },
  'no-inbox': {
    says: 'updates are handed on without being recorded',
    withinSeeds: 5,
    engines: engines => ({ ...engines, store: { ...engines.store, append: unrecorded(engines.store.append) } }),
  },
  'append-any': {
    says: 'appends do not look at the expected revision',
    withinSeeds: 30,
    engines: (engines, { headOf }) => ({
      ...engines,
      store: {
        ...engines.store,
        append: (stream, _expected, events) => engines.store.append(stream, headOf(stream), events),
      },
    }),
  },
  'early-ack': {
    says: 'the bus is told that a command is done before it is recorded, and there is no sweeper',
    withinSeeds: 40,
    engines: engines => ({
      ...engines,
      bus: {
        ...engines.bus,
        consume: handle =>
          engines.bus.consume(async delivery => {
            void handle(delivery).catch(() => {});
          }),
      },
      projections: {
        ...engines.projections,
        openWork: async () => ({ untaken: [], unanswered: [], undelivered: [], jobs: [] }),
      },
    }),
  },
  'forgetful-projection': {
    says: 'a projection begins again where it has been, and adds the same rows once more',
    withinSeeds: 20,
    models: forgetful,
  },
  'resend-on-unknown': {
    says: 'a message whose outcome is unknown is sent again as if it had not been sent',
    withinSeeds: 20,
    engines: engines => ({
      ...engines,
      telegram: {
        ...engines.telegram,
        sender: {
          ...engines.telegram.sender,
          send: (to, message) =>
            engines.telegram.sender.send(to, message).catch((error: TelegramError) => {
              const { kind, description } = error.failure;
              throw kind === 'unknown' ? new TelegramError({ kind: 'not_sent', description }) : error;
            }),
        },
      },
    }),
  },
  'order-lost': {
    says: 'a chat’s messages are sent without waiting for those before them',
    withinSeeds: 20,
    engines: (engines, { wire }) => ({
      ...engines,
      telegram: {
        ...engines.telegram,
        sender: {
          ...engines.telegram.sender,
          async send(to, message) {
            const later = wire.chance.number() < 0.5 ? 3_000 : 0;
            wire.world.in(later, '', () => void engines.telegram.sender.send(to, message).catch(() => {}), wire.owner);
            return { messageId: 1 };
          },
        },
      },
    }),
  },
  ...jobPlants,
  'old-snapshots': {
    says: 'a snapshot of an older machine is taken for one of today',
    withinSeeds: 5,
    engines: engines => {
      const cache = engines.cache!;
      return { ...engines, cache: { ...cache, load: (stream, version) => cache.load(stream, version - 1) } };
    },
  },
};

/** Says that the inbox was written, and writes nothing. */
function unrecorded(append: Append): Append {
  const heads = new Map<string, bigint>();
  return async (stream, expected, events: readonly NewEvent[]) => {
    if (!stream.startsWith('gateway-')) return append(stream, expected, events);
    const revision = (heads.get(stream) ?? (expected === 'no_stream' ? -1n : expected)) + BigInt(events.length);
    heads.set(stream, revision);
    return { revision, position: revision };
  };
}

/** Every second life finds its views without their checkpoints. */
function forgetful(models: ReadModels): ReadModels {
  const forget = <View extends { checkpoint: bigint | undefined }>(view: View): View => ({
    ...view,
    checkpoint: undefined,
  });
  return {
    stored: () => models.stored().map(forget),
    create: (projection, slot, as) => models.create(projection, slot, as),
    write(batches) {
      const real = new Map(models.stored().map(({ name, slot, checkpoint }) => [`${name}/${slot}`, checkpoint]));
      return models.write(
        batches.map(batch => ({ ...batch, after: real.get(`${batch.projection.name}/${batch.slot}`) })),
      );
    },
    swap: name => models.swap(name),
    drop: (name, slot) => models.drop(name, slot),
    discard: () => models.discard(),
    read: work => models.read(work),
    close: () => models.close(),
  };
}
