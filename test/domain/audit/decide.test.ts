import { default as test } from 'ava';
import { genesis } from '../../../domain/audit/chain.ts';
import { auditAggregate } from '../../../domain/audit/decide.ts';
import { given } from '../given.ts';

const audit = given(auditAggregate);
const broken = { type: 'NoteBroken', kind: 'cut', detail: 'the log ends with event 7' };
const verified = { type: 'NoteVerified', ...genesis, anchors: 3, tookMs: 12 };

test('[P10] a break is told once, and again when it comes back after the chain was whole', t => {
  const [told] = audit().when(broken).facts();
  t.like(told, { type: 'ChainBroken', kind: 'cut' });
  audit(told!).when(broken).then(t);
  audit(told!)
    .when({ ...broken, detail: 'another' })
    .then(t, 'ChainBroken');
  const [whole] = audit(told!).when(verified).facts();
  audit(told!, whole!).when(broken).then(t, 'ChainBroken');
});

test('[P10] checkpoints, verifications and acceptances are facts', t => {
  const checkpoint = {
    ...genesis,
    instance: 'a',
    signedAt: '2026-03-14T10:00:00.000Z',
    publicKey: 'k',
    signature: 's',
  };
  audit()
    .when({ type: 'NoteCheckpoint', ...checkpoint })
    .then(t, 'CheckpointSigned');
  audit().when(verified).then(t, 'ChainVerified');
  const accepted = { reason: 'restored', detail: 'cut', acceptedAt: '2026-03-14T10:00:00.000Z' };
  audit()
    .when({ type: 'NoteAccepted', ...accepted })
    .then(t, 'ChainAccepted');
});
