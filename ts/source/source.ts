/** Bytes of one capture, to be read from the front to the end. */
export interface Source {
  /** What sentences call it: a path in quotes, or `standard input`. */
  readonly name: string;
  /** Bytes of input that `consumed` grows to; undefined where nobody can know. */
  readonly size: number | undefined;
  /** Bytes of input taken so far: of a compressed capture, compressed bytes. */
  readonly consumed: number;
  /**
   * Reads up to as many bytes as there is room for; 0 at the end. Where the bytes are at hand, there is no promise to wait for.
   * @throws {Error} when there are more, but they cannot be had.
   */
  read(into: Uint8Array): number | Promise<number>;
  /** Gives up what is open. To be called once. */
  close(): void | Promise<void>;
}
