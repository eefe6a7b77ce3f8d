import type { Machine } from '../engines/machine.ts';
import { people, rooms } from '../engines/settings.ts';
import type { Shown } from '../engines/telegram-server.ts';
import { type Chance, chanceOf, shareOf } from '../kernel/chance.ts';
import { draw } from './kinds.ts';
import { reactions } from './reactions.ts';
import { messageOf, pressOf, type Sent, type Speaker, written } from './updates.ts';
import { anyone } from './who.ts';
import { heavyWork } from './work-kinds.ts';

/** Everything that was sent, by its number: what the oracle knows of the senders' side. */
export type Outgone = Map<number, Sent>;

const anyEnd = ['answered', 'refused', 'ignored', 'asked', 'dialogue'];

/**
 * The people: what they send by themselves is drawn before the run, so that leaving one out does not move the
 * others; what they answer to what they see is drawn from the message they see.
 */
export class Crowd {
  readonly sent: Outgone = new Map();
  readonly #machine: Machine;
  readonly #without: ReadonlySet<string>;
  readonly #cared = new Set<string>();
  #updateId = 5000;
  #messageId = 1;

  constructor(machine: Machine, without: ReadonlySet<string>) {
    this.#machine = machine;
    this.#without = without;
  }

  /** Fills so many milliseconds with so many messages, some of them in bursts. */
  fill(untilMs: number, count: number): void {
    const { world } = this.#machine;
    const chance = chanceOf(world.seed, 'workload');
    let atMs = 500;
    for (let number = 1; number <= count; number++) {
      const inBurst = chance.number() < 0.35;
      atMs = inBurst ? atMs + chance.between(0, 200) : chance.between(500, untilMs);
      this.#plan(`message#${number}`, atMs, own => draw(own, this.#moment()));
    }
    for (let number = 1; number <= 1 + (world.seed % 3); number++)
      this.#plan(`work#${number}`, chance.between(500, untilMs / 2), own => heavyWork(own, this.#moment()));
    this.#plan('mode#1', chance.between(1_000, untilMs), own => (own.number() < 0.2 ? this.#mode(own) : undefined));
    this.#plan('migration#1', chance.between(untilMs * 0.5, untilMs), own =>
      own.number() < 0.2 ? this.#migration() : undefined,
    );
    this.#machine.telegram.onShown = shown => this.#see(shown);
  }

  /** Sends this now; for scenarios. */
  says(speaker: Speaker, command: string, rest = '', ends: string[] = ['answered']): void {
    this.writes(speaker, written(speaker, command, rest), ends);
  }

  writes(speaker: Speaker, text: string, ends: string[]): void {
    const update = { message: messageOf(speaker, this.#moment(), { text }) };
    this.#send({ what: text, speaker, update, door: 'UpdateReceived', ends });
  }

  #plan(name: string, atMs: number, make: (chance: Chance) => Sent | undefined): void {
    if (this.#without.has(name)) return;
    const { world } = this.#machine;
    world.in(atMs, '', () => {
      const sent = make(chanceOf(world.seed, name));
      if (sent !== undefined) this.#send(sent);
    });
  }

  #send(sent: Sent): void {
    const { world, telegram } = this.#machine;
    const updateId = this.#updateId++;
    if (shareOf(world.seed, 'jump', updateId) < 0.02) this.#updateId += 100;
    world.say(`tg-${updateId}: user ${sent.speaker.userId} in ${sent.speaker.chatId}: ${sent.what}`);
    this.sent.set(updateId, sent);
    telegram.receive({ ...sent.update, update_id: updateId });
  }

  #moment() {
    return { dateS: Math.floor(this.#machine.time.trueMs() / 1000), messageId: this.#messageId++ };
  }

  /** Somebody sees a message with buttons, and may press one: often its own reader, sometimes somebody else. */
  #see(shown: Shown): void {
    const { chatId, messageId, buttons } = shown;
    const { world } = this.#machine;
    if (!this.#machine.faults.healed) this.#care(shown);
    const chance = chanceOf(world.seed, 'sees', messageId, this.#machine.telegram.shown.length);
    if (buttons.length === 0 || chance.number() > 0.25 || this.#machine.faults.healed) return;
    const name = `press#${messageId}-${this.#machine.telegram.shown.length}`;
    const data = chance.pick(buttons);
    const speaker = { userId: chatId > 0 ? chatId : anyone(chance).userId, chatId };
    this.#plan(name, chance.between(300, 4_000), () => {
      const moment = { ...this.#moment(), messageId };
      const ends = ['answered', 'refused', 'ignored', 'asked', 'dialogue'];
      const update = pressOf(speaker, moment, data, name);
      return { what: `presses ${data}`, speaker, update, door: 'UpdateReceived', ends };
    });
  }

  /** Those whose business a job is, once for each card that says something new of it. */
  #care(shown: Shown): void {
    const { world } = this.#machine;
    for (const [number, { seen, afterMs, speaker, line }] of reactions(shown, world.seed).entries()) {
      const name = `job#${seen}-${number}`;
      if (this.#cared.has(name)) continue;
      this.#cared.add(name);
      this.#plan(name, afterMs, () => {
        const moment = { ...this.#moment(), messageId: shown.messageId };
        const isPress = line.startsWith('v1:');
        const [word, ...rest] = line.split(' ');
        const text = isPress ? line : written(speaker, word!, rest.join(' '));
        const update = isPress
          ? pressOf(speaker, moment, line, name)
          : { message: messageOf(speaker, this.#moment(), { text }) };
        return { what: isPress ? `presses ${line}` : text, speaker, update, door: 'UpdateReceived', ends: anyEnd };
      });
    }
  }

  /** Nothing is dispatched for a while. */
  #mode(chance: Chance): Sent {
    const speaker = { userId: people.admin, chatId: people.admin };
    const send = (mode: string): Sent => {
      const text = written(speaker, `mode ${mode}`);
      const update = { message: messageOf(speaker, this.#moment(), { text }) };
      return { what: text, speaker, update, door: 'UpdateReceived', ends: ['answered', 'refused'] };
    };
    const back = chance.pick(['supervised', 'auto']);
    this.#machine.world.in(chance.between(3_000, 12_000), '', () => this.#send(send(back)));
    return send('readonly');
  }

  #migration(): Sent {
    const speaker = { userId: 1001, chatId: rooms.ops };
    this.#machine.telegram.movedTo.set(rooms.ops, rooms.opsMoved);
    const update = { message: messageOf(speaker, this.#moment(), { migrate_to_chat_id: rooms.opsMoved }) };
    return { what: 'the group becomes a supergroup', speaker, update, door: 'UpdateReceived', ends: ['ignored'] };
  }
}
