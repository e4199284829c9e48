import type { Pressed } from "../sink/lanePress.ts";

/** Brings the records of blocks, which come from several threads as they are ready, into the order of the packets. */
export class BlockOrder {
  readonly #take: (pressed: Pressed) => void;
  readonly #written: (thread: number, pressed: readonly Pressed[]) => void;
  /** Messages of blocks whose turn has not come, by block. */
  readonly #waiting = new Map<number, { thread: number; last: boolean; pressed: readonly Pressed[] }[]>();
  #next = 0;

  /**
   * @param take gets all records in order
   * @param written called with the thread when a message of it was taken, and with that
   */
  constructor(take: (pressed: Pressed) => void, written: (thread: number, pressed: readonly Pressed[]) => void) {
    this.#take = take;
    this.#written = written;
  }

  /** Takes a message with records; those of flows are in order already, since they come from one thread. */
  take(thread: number, to: { readonly block: number; readonly last: boolean } | "flows", pressed: readonly Pressed[]): void {
    if (to === "flows") {
      this.#pass(thread, pressed);
      return;
    }
    const waiting = this.#waiting.get(to.block) ?? [];
    this.#waiting.set(to.block, waiting);
    waiting.push({ thread, last: to.last, pressed });
    for (let turn = this.#waiting.get(this.#next); turn; turn = this.#waiting.get(this.#next)) {
      let last = false;
      for (const message of turn.splice(0)) {
        this.#pass(message.thread, message.pressed);
        last = message.last;
      }
      if (!last) return;
      this.#waiting.delete(this.#next++);
    }
  }

  #pass(thread: number, pressed: readonly Pressed[]): void {
    for (const part of pressed) this.#take(part);
    this.#written(thread, pressed);
  }
}
