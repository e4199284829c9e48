/** The bytes of an address: 4 of IPv4, 16 of IPv6 (RFC 4291 section 2.2); undefined when the text is none. */
export function addressBytes(text: string): number[] | undefined {
  if (!text.includes(":")) return ipv4Bytes(text);
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => groupsOf(half));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 2 : missing !== 0) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
}

function groupsOf(half: string): number[] | undefined {
  if (half === "") return [];
  const bytes: number[] = [];
  for (const group of half.split(":")) {
    const embedded = group.includes(".") ? ipv4Bytes(group) : undefined;
    if (embedded) bytes.push(...embedded);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) bytes.push(Number.parseInt(group, 16) >>> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}

function ipv4Bytes(text: string): number[] | undefined {
  const bytes = text.split(".").map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  return bytes.length === 4 && bytes.every((byte) => byte < 256) ? bytes : undefined;
}

/** What tells whether an address lies in a network, such as `10.0.0.0/8` or `fe80::/10`; undefined when the text is none. */
export function networkTest(text: string): ((address: string) => boolean) | undefined {
  const [, base = "", size = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const network = addressBytes(base);
  const bits = Number(size);
  if (network === undefined || size === "" || bits > 8 * network.length) return undefined;
  const whole = bits >>> 3;
  const mask = 0xff & ~(0xff >>> (bits & 7));
  return (address) => {
    const bytes = addressBytes(address);
    if (bytes?.length !== network.length) return false;
    for (let i = 0; i < whole; i++) if (bytes[i] !== network[i]) return false;
    return mask === 0 || (((bytes[whole] as number) ^ (network[whole] as number)) & mask) === 0;
  };
}
