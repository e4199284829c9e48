// Captures of frames that all have the same length: what a packet costs by itself, and what its bytes cost.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const CHUNK = 1 << 20;
const CONNECTIONS = 4096;
const HEADERS = 14 + 20 + 20;

/**
 * Makes a capture of TCP segments of 4096 connections in turns, or finds the one made before.
 * @param {string} directory made where it is missing
 * @param {number} packets
 * @param {number} length of a frame, in bytes, from 54 on
 * @returns {{ path: string, packets: number, bytes: number, made: boolean }}
 */
export function frameCapture(directory, packets, length) {
  const path = join(directory, `${packets}-frames-of-${length}.pcap`);
  const made = !existsSync(path);
  if (made) {
    mkdirSync(directory, { recursive: true });
    const file = openSync(`${path}.part`, "w");
    for (const chunk of frames(packets, length)) writeFileSync(file, chunk);
    closeSync(file);
    renameSync(`${path}.part`, path);
  }
  return { path, packets, bytes: statSync(path).size, made };
}

function* frames(packets, length) {
  const chunk = Buffer.alloc(CHUNK);
  let filled = Buffer.from("d4c3b2a1020004000000000000000000ffff000001000000", "hex").copy(chunk);
  const frame = segment(length);
  for (let i = 0; i < packets; i++) {
    if (filled + 16 + length > CHUNK) {
      yield chunk.subarray(0, filled);
      filled = 0;
    }
    const connection = i % CONNECTIONS;
    frame.writeUInt16BE(connection, 28);
    frame.writeUInt32BE((Math.floor(i / CONNECTIONS) * (length - HEADERS)) >>> 0, 38);
    chunk.writeUInt32LE(1_700_000_000 + Math.floor(i / 100_000), filled);
    chunk.writeUInt32LE((i % 100_000) * 10, filled + 4);
    chunk.writeUInt32LE(length, filled + 8);
    chunk.writeUInt32LE(length, filled + 12);
    filled += 16 + frame.copy(chunk, filled + 16);
  }
  yield chunk.subarray(0, filled);
}

/** A TCP segment of 192.0.2.1 to 198.51.100.7, port 443; its payload is noise. */
function segment(length) {
  const frame = Buffer.alloc(length);
  frame.write("0200000000020200000000010800", 0, "hex");
  frame.write("450000000001400040060000c0000201c6336407", 14, "hex");
  frame.writeUInt16BE(length - 14, 16);
  frame.write("c35001bb00000000000000005010ffff00000000", 34, "hex");
  for (let at = HEADERS, noise = 1; at < length; at++) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) >>> 0;
    frame[at] = noise >>> 24;
  }
  return frame;
}
