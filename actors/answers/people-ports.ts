import type { Agent } from '../../domain/message.ts';

/** What is held about people, and how it is forgotten. */
export interface People {
  /** Lines of JSON, the oldest first; `cut` when not all had room. */
  held(userId: number): Promise<{ lines: string; count: number; cut: boolean }>;
  /**
   * Records it, and destroys the key: what was sealed with it is gone at once. What the views hold is built anew
   * behind it. False where there was no key: nothing sealed is held. @throws {Refusal}
   */
  forget(told: { id: string; userId: number; by: Agent; correlationId: string }): Promise<boolean>;
}
