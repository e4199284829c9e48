/** The record that tells of vendors. */
const RECORD = "DeviceProfile";

/** Bits of an entry that say where a name is (assembly/host/vendors.ts). */
const PLACE_BITS = 28;
/** The low half of an entry has the place of the name and as many bits of the address. */
const LOW_UNITS = 2 ** (32 - PLACE_BITS);

/**
 * Who the beginnings of link-layer addresses are assigned to, as the core wants it; undefined where no record tells of it. What
 * it is made of is part of the program, and only looked at here.
 */
export async function vendorTable(records: Iterable<string> | undefined): Promise<Uint8Array | undefined> {
  if (!records || ![...records].includes(RECORD)) return undefined;
  const [{ vendors }, { unbrotli }] = await Promise.all([import("../gen/vendors.ts"), import("../runtime/base64.ts")]);
  return tableOf(unbrotli(vendors));
}

/**
 * The table: how many ranges there are, 4 bytes and 4 bytes of nothing; the ranges, 8 bytes each, by their addresses; then the
 * names, each behind a byte with its length, the empty one first.
 * @param text lines of how far a range begins behind the one before, in hexadecimal, in units of 2^12 addresses, and its name
 */
function tableOf(text: string): Uint8Array {
  const lines = text.split("\n");
  const head = new Uint32Array(2 + 2 * lines.length);
  head[0] = lines.length;
  const encoder = new TextEncoder();
  const names = [Uint8Array.of(0)];
  const places = new Map([["", 0]]);
  let end = 1;
  let first = 0;
  for (const [i, line] of lines.entries()) {
    const [gap = "", name = ""] = line.split("\t");
    first += Number.parseInt(gap, 16);
    let place = places.get(name);
    if (place === undefined) {
      const bytes = encoder.encode(name);
      names.push(Uint8Array.of(bytes.length), bytes);
      places.set(name, (place = end));
      end += 1 + bytes.length;
    }
    head.set([((first % LOW_UNITS) << PLACE_BITS) | place, Math.floor(first / LOW_UNITS)], 2 + 2 * i);
  }
  const table = new Uint8Array(head.byteLength + end);
  table.set(new Uint8Array(head.buffer));
  let at = head.byteLength;
  for (const bytes of names) {
    table.set(bytes, at);
    at += bytes.length;
  }
  return table;
}
