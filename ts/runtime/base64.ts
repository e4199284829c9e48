import { Buffer } from "node:buffer";
import { brotliDecompressSync } from "node:zlib";

/** The bytes that were written in base64 (RFC 4648 section 4). */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Buffer.from(text, "base64");
}

/** The text that was compressed with Brotli (RFC 7932) and written in base64. */
export function unbrotli(base64: string): string {
  return brotliDecompressSync(bytesOfBase64(base64)).toString();
}
