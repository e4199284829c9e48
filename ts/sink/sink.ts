import type { Lane } from "../core/core.ts";

/** What a sink has made of the records of one type. */
export interface Written {
  /** Name of the record. */
  readonly name: string;
  records: number;
  /** Bytes of records, before any encoding or compression. */
  bytes: number;
  /** The file, where there is one. */
  file?: string;
}

/** Where records go. */
export interface Sink {
  /**
   * Takes the records of a lane; does not keep its bytes.
   * @throws {Error} when they cannot be written.
   */
  take(lane: Lane): void;
  /** Ends all that is open, once. */
  close(): void;
  /** What was taken so far, by record, in the order of the lanes. */
  readonly written: readonly Written[];
}
