/** Bytes written as hexadecimal digits, with spaces anywhere. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.replace(/\s/g, "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A frame: a message behind its length, which must be below 128. */
export function frame(message: string): Uint8Array {
  const bytes = hex(message);
  return Uint8Array.of(bytes.length, ...bytes);
}

/** The header of a file of TCP records (Type 38), made by version v1 one second after 1970 from "a". */
export const TCP_HEADER = "08 80 94 eb dc 03  12 01 61  18 26  22 02 76 31";

/** A TCP record: at 1.5 s, from port 80 to port 443, SYN. */
export const TCP_RECORD = "08 80 de a0 cb 05  10 50  18 bb 03  40 01";

/** A file of frames. */
export function ncap(...messages: string[]): Uint8Array {
  return Uint8Array.from(messages.flatMap((message) => [...frame(message)]));
}

/** Cuts bytes into chunks of this size. */
export async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}
