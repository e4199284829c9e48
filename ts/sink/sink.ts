import type { Pressed } from "./lanePress.ts";
import type { Kept, Reject } from "./rejectFiles.ts";

/** What a sink has made of the records of one type. */
export interface Written {
  /** Number of the lane. */
  readonly id: number;
  /** Name of the record. */
  readonly name: string;
  readonly records: number;
  /** Bytes of records, before any encoding or compression. */
  readonly bytes: number;
  /** The file, where there is one. */
  readonly file?: string;
}

/** Where records go. */
export interface Sink {
  /**
   * Takes records, or packets that were not decoded; does not keep their bytes.
   * @throws {Error} when they cannot be written; none of them are then.
   */
  take(pressed: Pressed): void;
  /**
   * Ends all that is open. To be called once, also after `take` has thrown.
   * @throws {Error} the first of what went wrong, after all else is ended.
   */
  close(): void;
  /** What was taken so far, by record, in the order of the lanes. */
  readonly written: readonly Written[];
  /** What was kept so far of the packets that were not decoded; undefined where there is nothing. */
  kept(reject: Reject): Kept | undefined;
}
