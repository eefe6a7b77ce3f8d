import type { AlertRule } from '../../domain/alert/rule.ts';
import type { Alert } from '../../domain/alert/state.ts';
import type { Agent, Instant } from '../../domain/message.ts';

/** What the answers about alerts need: how each stands now, and what people may order. */

/** How one alert stands. */
export interface AlertView {
  host: string;
  metric: string;
  /** None: it has no rule any more. */
  rule: AlertRule | undefined;
  state: Alert;
}

/** A mute that is not over; `all` stands for every machine or metric. */
export interface MuteView {
  host: string;
  metric: string;
  until: Instant;
  by: string;
}

/** Who orders, and as part of which command: a repeat of it changes nothing. */
export interface OrderedBy {
  by: Agent;
  correlationId: string;
  at: Instant;
}

export interface Alerts {
  /** Every alert there is a rule for on a known machine, or that is raised; by machine, then metric. */
  list(): AlertView[];
  mutes(now: Instant): MuteView[];
  /** Machines that are known here. */
  hosts(): string[];
  /** @throws {Refusal} `illegal_transition` when it is not raised; {@link StoreError}. */
  acknowledge(host: string, metric: string, order: OrderedBy): Promise<AlertView>;
  /** @throws {Refusal} {@link StoreError} */
  mute(host: string, metric: string, until: Instant, order: OrderedBy): Promise<void>;
  /** Ends every mute within the scope, and says which there were. @throws {Refusal} {@link StoreError} */
  unmute(host: string, metric: string, order: OrderedBy): Promise<MuteView[]>;
}
