// The capture that the benchmark runs on: the sample many times over, so that every protocol keeps its share of the packets.
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SAMPLE = fileURLToPath(new URL("../sample/sample.pcapng", import.meta.url));

/** Every 100 ms (times are in microseconds) another copy of the sample begins. As one takes half a minute, hundreds of them are under way at a time. */
const STEP = 100_000;
/** Copies are told apart by 16 bits. */
const MAX_COPIES = 1 << 16;
/** Linux gives clients ports from here on. */
const FIRST_CLIENT_PORT = 0x8000;
const CHUNK = 1 << 20;

/**
 * A packet of the sample.
 * @typedef {object} Packet
 * @property {Buffer} bytes
 * @property {number} length bytes on the wire
 * @property {number} time microseconds since 1970
 * @property {Word[]} words what differs from copy to copy
 *
 * 16 bits of a packet that are changed, in network byte order.
 * @typedef {object} Word
 * @property {number} at offset in the packet
 * @property {number} bits those that may change
 * @property {number[]} sums offsets of the checksums over the word
 * @property {number} [port] the number where it is a port
 */

/**
 * Makes the capture, or finds the one made before.
 * @param {string} directory made where it is missing
 * @param {number} atLeast packets that the capture is to have; it ends with a whole copy of the sample
 * @returns {{ path: string, packets: number, bytes: number, made: boolean }}
 * @throws {RangeError} when more packets are wanted than there can be
 */
export function benchCapture(directory, atLeast) {
  const sample = readFileSync(SAMPLE);
  const packets = readSample(sample);
  const copies = Math.ceil(atLeast / packets.length);
  if (copies > MAX_COPIES) throw new RangeError(`at most ${MAX_COPIES * packets.length} packets can be made, not ${atLeast}`);
  const key = createHash("sha256")
    .update(sample)
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest("hex")
    .slice(0, 12);
  const path = join(directory, `${copies * packets.length}-packets-${key}.pcap`);
  const made = !existsSync(path);
  if (made) {
    mkdirSync(directory, { recursive: true });
    const file = openSync(`${path}.part`, "w");
    for (const chunk of captureChunks(packets, copies)) writeFileSync(file, chunk);
    closeSync(file);
    renameSync(`${path}.part`, path);
  }
  return { path, packets: copies * packets.length, bytes: statSync(path).size, made };
}

/**
 * The bytes of a classic pcap file, with microseconds. The first copy is the sample itself; the times never go back.
 * @param {Packet[]} packets of the sample
 * @param {number} copies
 * @returns {Generator<Buffer, void, undefined>} each good until the next
 */
export function* captureChunks(packets, copies) {
  const first = Math.min(...packets.map(({ time }) => time));
  // A packet comes `lag` steps after its copy began and `rest` microseconds into that step, so the packets of a step are
  // the same for each: one of every packet of the sample, in the order of `rest`, each from another copy.
  const step = packets.map((packet) => {
    const elapsed = packet.time - first;
    return { packet, lag: Math.floor(elapsed / STEP), rest: elapsed % STEP };
  });
  step.sort((a, b) => a.rest - b.rest);
  const steps = copies + Math.max(...step.map(({ lag }) => lag));
  const chunk = Buffer.alloc(CHUNK);
  let filled = fileHeader().copy(chunk);
  for (let s = 0; s < steps; s++) {
    for (const { packet, lag, rest } of step) {
      const copy = s - lag;
      if (copy < 0 || copy >= copies) continue;
      if (filled + 16 + packet.bytes.length > CHUNK) {
        yield chunk.subarray(0, filled);
        filled = 0;
      }
      const time = first + s * STEP + rest;
      chunk.writeUInt32LE(Math.floor(time / 1e6), filled);
      chunk.writeUInt32LE(time % 1e6, filled + 4);
      chunk.writeUInt32LE(packet.bytes.length, filled + 8);
      chunk.writeUInt32LE(packet.length, filled + 12);
      filled += 16;
      packet.bytes.copy(chunk, filled);
      vary(chunk, filled, packet.words, copy);
      filled += packet.bytes.length;
    }
  }
  yield chunk.subarray(0, filled);
}

function fileHeader() {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(0x40000, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

/** Changes a packet of a copy; no two copies get the same, and copy 0 stays as it is. */
function vary(bytes, frame, words, copy) {
  // A product with an odd number takes every value of 16 bits once.
  const mask = (copy * 0x9e37) & 0xffff;
  for (const { at, bits, sums } of words) {
    const before = bytes.readUInt16BE(frame + at);
    const after = before ^ (mask & bits);
    bytes.writeUInt16BE(after, frame + at);
    for (const sum of sums) {
      // RFC 1624, equation 3: a checksum that was wrong stays wrong. 0 would mean "none" in UDP.
      const total = (~bytes.readUInt16BE(frame + sum) & 0xffff) + (~before & 0xffff) + after;
      const folded = (total & 0xffff) + (total >>> 16);
      bytes.writeUInt16BE(~(folded + (folded >>> 16)) & 0xffff || 0xffff, frame + sum);
    }
  }
}

/**
 * The packets of a pcapng file like the sample: one section, little-endian, Ethernet, nanoseconds.
 * @param {Buffer} file
 * @returns {Packet[]}
 */
export function readSample(file) {
  const packets = [];
  const clients = new Set();
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    if (file.readUInt32LE(at) !== 6) continue;
    const nanoseconds = (BigInt(file.readUInt32LE(at + 12)) << 32n) | BigInt(file.readUInt32LE(at + 16));
    const bytes = file.subarray(at + 28, at + 28 + file.readUInt32LE(at + 20));
    packets.push({
      bytes,
      length: file.readUInt32LE(at + 24),
      time: Number(nanoseconds / 1000n),
      words: wordsOf(bytes, clients),
    });
  }
  // The ports of a data channel (FTP) are never a service's counterpart: they are named in other packets and stay.
  for (const packet of packets) packet.words = packet.words.filter(({ port }) => port === undefined || clients.has(port));
  return packets;
}

/** The words of an Ethernet frame that may change without making it another protocol; what is a client's port for sure goes to `clients`. */
function wordsOf(frame, clients) {
  const words = [];
  const word = (at, bits, ...sums) => words.push({ at, bits, sums: sums.filter((sum) => sum && frame.readUInt16BE(sum)) });
  // The end of an address is what tells hosts apart; groups, broadcast and "none" stay what they are.
  const mac = (at) => {
    if (!(frame[at] & 1) && frame.readUIntBE(at, 6)) word(at + 4, 0xffff);
  };
  const ipv4 = (at, ...sums) => {
    if (frame[at] > 0 && frame[at] < 224) word(at + 2, 0xffff, ...sums);
  };
  const ipv6 = (at, sum) => {
    if (frame[at] > 0 && frame[at] < 255) word(at + 14, 0xffff, sum);
  };
  const port = (at, other, sum) => {
    const number = frame.readUInt16BE(at);
    if (number < FIRST_CLIENT_PORT) return;
    word(at, 0x3ff, sum);
    words.at(-1).port = number;
    if (frame.readUInt16BE(other) < FIRST_CLIENT_PORT) clients.add(number);
  };
  const ports = (at, sum) => {
    port(at, at + 2, sum);
    port(at + 2, at, sum);
  };

  mac(0);
  mac(6);
  let at = 12;
  while ([0x8100, 0x88a8].includes(frame.readUInt16BE(at))) at += 4;
  const type = frame.readUInt16BE(at);
  at += 2;
  if (type === 0x0806) {
    mac(at + 8);
    ipv4(at + 14);
    mac(at + 18);
    ipv4(at + 24);
  } else if (type === 0x0800) {
    const protocol = frame.readUInt16BE(at + 6) & 0x1fff ? -1 : frame[at + 9];
    const next = at + (frame[at] & 15) * 4;
    const sum = checksumOf(protocol, next);
    word(at + 4, 0xffff, at + 10);
    ipv4(at + 12, at + 10, sum);
    ipv4(at + 16, at + 10, sum);
    if (protocol === 6 || protocol === 17) ports(next, sum);
  } else if (type === 0x86dd) {
    const [protocol, next] = ipv6Upper(frame, at);
    const sum = checksumOf(protocol, next);
    ipv6(at + 8, sum);
    ipv6(at + 24, sum);
    if (protocol === 6 || protocol === 17) ports(next, sum);
  }
  return words;
}

/** Where the checksum is that covers the addresses too; 0 for none. */
function checksumOf(protocol, at) {
  const offset = { 6: 16, 17: 6, 58: 2 }[protocol];
  return offset ? at + offset : 0;
}

/** Protocol and offset of what follows an IPv6 header and its extension headers; -1 for a fragment's continuation. */
function ipv6Upper(frame, header) {
  let protocol = frame[header + 6];
  let at = header + 40;
  while ([0, 43, 44, 60].includes(protocol)) {
    if (protocol === 44 && frame.readUInt16BE(at + 2) >> 3) return [-1, at];
    const length = protocol === 44 ? 8 : (frame[at + 1] + 1) * 8;
    protocol = frame[at];
    at += length;
  }
  return [protocol, at];
}
