import { assign, type SnapshotFrom, setup } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import type { MessageOf } from '../message.ts';
import { type AuditEvent, auditEvents } from './events.ts';

/** What is known of the chain: a break is told once, until the chain is found whole or accepted. */

const at = { at: true } as const;

const auditCommands = {
  NoteCheckpoint: auditEvents.CheckpointSigned.omit(at),
  NoteVerified: auditEvents.ChainVerified.omit(at),
  NoteBroken: auditEvents.ChainBroken.omit(at),
  NoteAccepted: auditEvents.ChainAccepted.omit(at),
};
type Asked = MessageOf<typeof auditCommands> & Given;

interface Known {
  /** Of the break that was told; none while the chain is whole. */
  broken?: string | undefined;
}

const auditMachine = setup({
  types: { context: {} as Known, events: {} as AuditEvent },
  actions: {
    break: assign(({ event }) => ({ broken: (event as AuditEvent & { type: 'ChainBroken' }).detail })),
    mend: assign(() => ({ broken: undefined })),
  },
}).createMachine({
  id: 'audit',
  context: {},
  on: { ChainBroken: { actions: 'break' }, ChainVerified: { actions: 'mend' }, ChainAccepted: { actions: 'mend' } },
});

export const auditAggregate: Aggregate = {
  category: 'audit',
  machine: auditMachine,
  machineVersion: 1,
  commands: auditCommands,
  decide: (order: Asked, snapshot) => decide(order, (snapshot as SnapshotFrom<typeof auditMachine>).context),
};

function decide(order: Asked, { broken }: Known): AuditEvent[] {
  const { at } = order;
  switch (order.type) {
    case 'NoteCheckpoint': {
      const { count, position, hash, instance, signedAt, publicKey, signature } = order;
      return [{ type: 'CheckpointSigned', count, position, hash, instance, signedAt, publicKey, signature, at }];
    }
    case 'NoteVerified': {
      const { count, position, hash, anchors, tookMs } = order;
      return [{ type: 'ChainVerified', count, position, hash, anchors, tookMs, at }];
    }
    case 'NoteBroken':
      return broken === order.detail ? [] : [{ type: 'ChainBroken', kind: order.kind, detail: order.detail, at }];
    case 'NoteAccepted': {
      const { reason, detail, acceptedAt } = order;
      return [{ type: 'ChainAccepted', reason, detail, acceptedAt, at }];
    }
  }
}
