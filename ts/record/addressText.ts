/** The four bytes of an IPv4 address in dotted decimal, or undefined when the text is none. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return Uint8Array.from(parts, Number);
}

/** The sixteen bytes of an IPv6 address in any spelling of RFC 4291 section 2.2, without a zone; undefined when the text is none. */
export function parseIPv6(text: string): Uint8Array | undefined {
  if (text.length > 45 || !text.includes(":")) return undefined;
  const last = text.slice(text.lastIndexOf(":") + 1);
  const tail = last.includes(".") ? parseIPv4(last) : undefined;
  if (last.includes(".") && tail === undefined) return undefined;
  const [before = "", after, more] = (tail === undefined ? text : `${text.slice(0, -last.length)}0:0`).split("::");
  if (more !== undefined) return undefined;
  const head = before === "" ? [] : before.split(":");
  const rest = after === undefined || after === "" ? [] : after.split(":");
  const missing = 8 - head.length - rest.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...rest];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const bytes = Uint8Array.from(groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]));
  if (tail !== undefined) bytes.set(tail, 12);
  return bytes;
}

/** The six bytes of a MAC address with colons or hyphens, or undefined when the text is none. */
export function parseMAC(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{2}([:-])[0-9a-f]{2}(\1[0-9a-f]{2}){4}$/i.test(text)) return undefined;
  return Uint8Array.from(text.split(/[:-]/), (part) => Number.parseInt(part, 16));
}

/** An IPv4 address in dotted decimal. */
export function formatIPv4(bytes: Uint8Array): string {
  return bytes.join(".");
}

/** An IPv6 address as RFC 5952 wants it written; IPv4-mapped ones end in dotted decimal (section 5). */
export function formatIPv6(bytes: Uint8Array): string {
  if (isMapped(bytes)) return `::ffff:${formatIPv4(bytes.subarray(12))}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)).toString(16),
  );
  let [from, length] = [0, 1];
  for (let at = 0; at < 8; at++) {
    let end = at;
    while (end < 8 && groups[end] === "0") end++;
    if (end - at > length) [from, length] = [at, end - at];
  }
  if (length === 1) return groups.join(":");
  return `${groups.slice(0, from).join(":")}::${groups.slice(from + length).join(":")}`;
}

/** Whether an IPv6 address is an IPv4 one in disguise: `::ffff:192.0.2.1` (RFC 4291 section 2.5.5.2). */
export function isMapped(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
}

/** A MAC address with colons, in lower case. */
export function formatMAC(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":");
}
