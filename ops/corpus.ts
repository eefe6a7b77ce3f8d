import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventId } from '../domain/ids.ts';
import type { JsonObject, RecordedEvent } from '../domain/message.ts';
import { schemaVersion } from '../domain/upcast.ts';
import { alertSamples } from './corpus/alert.ts';
import { auditSamples } from './corpus/audit.ts';
import { chatSamples } from './corpus/chat.ts';
import { dependencySamples } from './corpus/dependency.ts';
import { faultSamples } from './corpus/fault.ts';
import { gatewaySamples } from './corpus/gateway.ts';
import { jobSamples } from './corpus/job.ts';
import { outboxSamples } from './corpus/outbox.ts';
import { personalSamples } from './corpus/personal.ts';
import { processSamples } from './corpus/process.ts';
import { ada, at } from './corpus/sample.ts';
import { scheduleSamples } from './corpus/schedule.ts';
import { settingsSamples } from './corpus/settings.ts';
import { sloSamples } from './corpus/slo.ts';

/**
 * Adds to `test/corpus` an event of each type and version that is not there yet. What is there stays as it is, for
 * ever: it is what older programs have written into logs that this one has to read.
 */
const folder = join(import.meta.dirname, '../test/corpus');
const samples = [
  alertSamples,
  chatSamples,
  gatewaySamples,
  jobSamples,
  outboxSamples,
  dependencySamples,
  faultSamples,
  processSamples,
  sloSamples,
  auditSamples,
  personalSamples,
  settingsSamples,
  scheduleSamples,
];

mkdirSync(folder, { recursive: true });
for (const { stream, data } of samples)
  for (const [index, [type, fields]] of Object.entries(data).entries()) {
    const path = join(folder, `${type}.v${schemaVersion(type)}.json`);
    if (existsSync(path)) continue;
    const event = recorded(stream, type, fields as JsonObject, index);
    writeFileSync(
      path,
      `${JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? `${value}` : value), 2)}\n`,
    );
    console.log(`added ${path}`);
  }

/** As the log would give it back. */
function recorded(stream: RecordedEvent['stream'], type: string, data: JsonObject, index: number): RecordedEvent {
  return {
    stream,
    revision: BigInt(index),
    position: BigInt(4096 + index),
    id: eventId(stream, 'tg-70001', type, index),
    type,
    data,
    metadata: {
      correlationId: 'tg-70001',
      causationId: 'tg-70001',
      actor: ada,
      schema: schemaVersion(type),
      build: '0.1.0+4a04ed4',
      config: '19c8a36b51c5',
      traffic: 'real',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
    recordedAt: at,
  };
}
