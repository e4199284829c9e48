import { Buffer } from "node:buffer";
import { brotliDecompressSync } from "node:zlib";

/** The text that was compressed with Brotli (RFC 7932) and written in base64. */
export function unbrotli(base64: string): string {
  return brotliDecompressSync(Buffer.from(base64, "base64")).toString();
}
