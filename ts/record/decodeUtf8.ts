const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The bytes from `start` to `end` as a string, with U+FFFD for what is not UTF-8. A byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
