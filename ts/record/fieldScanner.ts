import { WireType } from "@bufbuild/protobuf/wire";
import { NcapFormatError } from "./ncapFormatError.ts";
import { type Column, Form, type Plan } from "./plan.ts";

/** Room for the slots of all messages that lie within each other. The records nest four deep; a message that contains itself can claim more. */
const SLOTS = 4096;

/**
 * Finds the fields of messages in their wire bytes, without making an object of them.
 *
 * What is found lies in `slots`, two numbers a column, from the base that the caller chose: for numbers the low and the
 * high 32 bits; for strings, bytes and messages the offsets of the first byte and of the byte behind the last; for
 * repeated fields the offsets around all occurrences, to be walked with `values`. Both are 0 for a field that is not
 * there. Of a single field that comes twice, the last one counts.
 *
 * While a message is being written the slots from its base on are its own; a message inside it uses the ones behind them.
 */
export class FieldScanner {
  /** The bytes that all offsets point into. Set them before a scan. */
  bytes: Uint8Array = new Uint8Array(0);
  readonly slots = new Int32Array(SLOTS);

  /** The number and wire type of the field read last, and the two numbers of its value. */
  tag = 0;
  low = 0;
  high = 0;

  /**
   * Notes the fields of the message from `start` to `end` in the slots from `base` on.
   * @returns the base for the messages inside it
   * @throws {NcapFormatError} without a file, when the bytes are no message; the offset is one into `bytes`
   */
  scan(plan: Plan, start: number, end: number, base: number): number {
    const { slots } = this;
    const { byNumber } = plan;
    const next = base + 2 * plan.columns.length;
    if (next > SLOTS) throw malformed(start, "messages nested too deeply");
    // A loop, for a message has too few slots to make up for the call of `fill`.
    for (let i = base; i < next; i++) slots[i] = 0;
    const { bytes } = this;
    for (let at = start; at < end; ) {
      const field = at;
      let tag = bytes[at] as number;
      if (tag >= 8 && tag < 0x80) {
        at++;
      } else {
        at = this.readTag(at, end);
        tag = this.tag;
      }
      // Most numbers take a byte or two.
      let low = 0;
      let high = 0;
      if ((tag & 7) === WireType.Varint && at + 1 < end && ((bytes[at] as number) & (bytes[at + 1] as number)) < 0x80) {
        low = bytes[at++] as number;
        if (low >= 0x80) low += ((bytes[at++] as number) << 7) - 0x80;
      } else {
        at = this.readAs(tag & 7, at, end);
        low = this.low;
        high = this.high;
      }
      const column = byNumber[tag >>> 3];
      if (column === undefined || !fits(column, tag)) continue;
      const slot = base + column.slot;
      if (!column.repeated) {
        slots[slot] = low;
        slots[slot + 1] = high;
      } else {
        if (slots[slot + 1] === 0) slots[slot] = field;
        slots[slot + 1] = at;
      }
    }
    return next;
  }

  /** The values of a repeated field that `scan` has noted from `base` on. */
  values(column: Column, base: number): RepeatedValues {
    const slot = base + column.slot;
    return this.valuesBetween(column, this.slots[slot] as number, this.slots[slot + 1] as number);
  }

  /** The values of a repeated field between the offsets that are noted in its slots. */
  valuesBetween(column: Column, start: number, end: number): RepeatedValues {
    return new RepeatedValues(this, column, start, end);
  }

  /** Reads the tag at `at` into `tag`, and gives the offset behind it. */
  readTag(at: number, end: number): number {
    const after = this.#readVarint(at, end);
    if (this.high !== 0 || this.low >>> 3 === 0) throw malformed(at, "a field number that cannot be");
    this.tag = this.low;
    return after;
  }

  /** Reads the value of the field with this `tag` into `low` and `high`, and gives the offset behind it. */
  read(at: number, end: number): number {
    return this.readAs(this.tag & 7, at, end);
  }

  /** Reads a value of this wire type into `low` and `high`, and gives the offset behind it. */
  readAs(wireType: number, at: number, end: number): number {
    switch (wireType) {
      case WireType.Varint:
        return this.#readVarint(at, end);
      case WireType.LengthDelimited: {
        const start = this.#readVarint(at, end);
        const size = this.low >>> 0;
        if (this.high !== 0 || size > end - start) throw malformed(at, "a length that leads past its end");
        this.low = start;
        this.high = start + size;
        return this.high;
      }
      case WireType.Bit64:
        if (end - at < 8) throw malformed(at, "a number cut short");
        this.low = this.#readInt32(at);
        this.high = this.#readInt32(at + 4);
        return at + 8;
      case WireType.Bit32:
        if (end - at < 4) throw malformed(at, "a number cut short");
        this.low = this.#readInt32(at);
        this.high = 0;
        return at + 4;
      default:
        // Groups (wire types 3 and 4) are older than proto3; nobody ever wrote one into a record.
        throw malformed(at, "a wire type that cannot be");
    }
  }

  #readInt32(at: number): number {
    const { bytes } = this;
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    );
  }

  #readVarint(from: number, end: number): number {
    const { bytes } = this;
    let at = from;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) throw malformed(from, "a number cut short");
      const byte = bytes[at++] as number;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.low = low;
        this.high = 0;
        return at;
      }
    }
    // The fifth byte has four bits of the low half and three of the high one.
    if (at >= end) throw malformed(from, "a number cut short");
    let byte = bytes[at++] as number;
    low |= (byte & 0x7f) << 28;
    let high = (byte & 0x7f) >>> 4;
    for (let shift = 3; byte >= 0x80; shift += 7) {
      if (at >= end) throw malformed(from, "a number cut short");
      if (shift > 31) throw malformed(from, "a number that is too long");
      byte = bytes[at++] as number;
      high |= (byte & 0x7f) << shift;
    }
    this.low = low;
    this.high = high;
    return at;
  }
}

/** Whether the two numbers of a slot stand for something else than the zero value that a field has when it is not there. */
export function isSet(column: Column, low: number, high: number): boolean {
  if (column.repeated) return high !== 0;
  if (column.form === Form.String || column.form === Form.Bytes) return low !== high;
  return (low | high) !== 0;
}

/** The double with these bits (little endian, as both the wire and all machines that run JavaScript have it). */
export function doubleOf(low: number, high: number): number {
  doubleBits[0] = low;
  doubleBits[1] = high;
  return double[0] as number;
}

const double = new Float64Array(1);
const doubleBits = new Int32Array(double.buffer);

/** Walks the values of a repeated field: `next`, then `low` and `high`, as in the slots of a single field. */
export class RepeatedValues {
  low = 0;
  high = 0;
  readonly #scanner: FieldScanner;
  readonly #column: Column;
  #at: number;
  readonly #end: number;
  #packedEnd = 0;

  constructor(scanner: FieldScanner, column: Column, start: number, end: number) {
    this.#scanner = scanner;
    this.#column = column;
    this.#at = start;
    this.#end = end;
  }

  /** Moves to the next value; false when there is none. */
  next(): boolean {
    const scanner = this.#scanner;
    const { number, wireType } = this.#column;
    if (this.#at < this.#packedEnd) return this.#take(wireType, this.#packedEnd);
    while (this.#at < this.#end) {
      this.#at = scanner.readTag(this.#at, this.#end);
      const { tag } = scanner;
      if (tag >>> 3 === number && (tag & 7) === wireType) return this.#take(wireType, this.#end);
      const after = scanner.read(this.#at, this.#end);
      if (tag >>> 3 === number && fits(this.#column, tag) && scanner.low < scanner.high) {
        this.#at = scanner.low;
        this.#packedEnd = scanner.high;
        return this.#take(wireType, this.#packedEnd);
      }
      this.#at = after;
    }
    return false;
  }

  #take(wireType: number, end: number): true {
    this.#at = this.#scanner.readAs(wireType, this.#at, end);
    this.low = this.#scanner.low;
    this.high = this.#scanner.high;
    return true;
  }
}

/** Whether a field may come with this tag's wire type: its own, or, when repeated, packed into one length-delimited run. */
function fits(column: Column, tag: number): boolean {
  const wireType = tag & 7;
  return wireType === column.wireType || (column.repeated && wireType === WireType.LengthDelimited);
}

function malformed(offset: number, trouble: string): NcapFormatError {
  return new NcapFormatError("", offset, `malformed record: ${trouble}`);
}
