import { jobClass } from '../../domain/job/work.ts';
import type { JsonObject } from '../../domain/message.ts';
import type { OpsTerms } from '../../projections/ops-snapshot.ts';
import type { Config } from '../config.ts';
import { policyOf } from './policies.ts';
import { capsOf } from './settings.ts';

/** What the snapshot is held against: breakers and caps there are, and the configuration as anybody may see it. */
export function opsTermsOf(config: Config): OpsTerms {
  const caps = jobClass.options.map(name => {
    const { runningMax, queuedMax } = capsOf(config, name);
    return [name, { running: runningMax, queued: queuedMax }] as const;
  });
  return {
    dependencies: Object.keys(policyOf(config).dependencies),
    caps: Object.fromEntries(caps) as OpsTerms['caps'],
    config: redacted(config),
  };
}

/** Who is in it is counted, and where secrets lie is only said to be said. */
function redacted({ access, ...config }: Config): JsonObject {
  const people = { users: access.users.length, chats: access.chats.length };
  const shown = JSON.stringify({ ...config, access: people }, (key, value) =>
    /(File|secret|token|password)$/i.test(key) ? 'set' : value,
  );
  return JSON.parse(shown) as JsonObject;
}
