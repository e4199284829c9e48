/** Bytes written as hexadecimal digits with spaces. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** ARP, who has 192.0.2.2. */
export const ARP = hex("ffffffffffff 020000000001 0806  0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202");
/** The SYN of 192.0.2.1:49152 to 192.0.2.2:80. */
export const SYN = hex(
  "020000000002 020000000001 0800  45 00 0028 0001 4000 40 06 0000 c0000201 c0000202  c000 0050 00000001 00000000 50 02 ffff 0000 0000",
);
/** An EtherType for local experiments. */
export const UNKNOWN = hex("020000000002 020000000001 88b5 0000");
/** Half of an IPv4 header. */
export const BROKEN = hex("020000000002 020000000001 0800  45 00 0028 0001 4000 40 06");

/** A pcap file of Ethernet frames, a second apart. */
export function pcap(...frames: readonly Uint8Array[]): Uint8Array {
  const file = [...hex("d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000")];
  frames.forEach((frame, index) => {
    const header = new DataView(new ArrayBuffer(16));
    header.setUint32(0, 1_700_000_000 + index, true);
    header.setUint32(8, frame.length, true);
    header.setUint32(12, frame.length, true);
    for (const part of [new Uint8Array(header.buffer), frame]) file.push(...part);
  });
  return Uint8Array.from(file);
}

/** The four frames above. */
export const FOUR = pcap(ARP, SYN, UNKNOWN, BROKEN);
