import type { Duplex } from "node:stream";
import * as zlib from "node:zlib";

/** What makes and reads zstd here. */
export interface Zstd {
  /** One frame of the bytes (RFC 8878). */
  compress(bytes: Uint8Array, level: number): Uint8Array;
  /** A stream that takes frames and gives what they hold. */
  createDecompress(): Duplex;
}

/** The part of node:zlib that Node has from 22.15 on, and Deno. */
interface ZlibWithZstd {
  zstdCompressSync?(bytes: Uint8Array, options: { params: Record<number, number> }): Uint8Array;
  createZstdDecompress?(): Duplex;
  constants: { ZSTD_c_compressionLevel?: number };
}

/** The part of the package zstd-napi that is used. */
interface ZstdPackage {
  compress(bytes: Uint8Array, parameters: { compressionLevel: number }): Uint8Array;
  DecompressStream: new () => Duplex;
}

/**
 * Finds zstd: the runtime's own, or that of the package zstd-napi where it is installed.
 * @throws {Error} when there is neither.
 */
export async function loadZstd(): Promise<Zstd> {
  const { zstdCompressSync, createZstdDecompress, constants } = zlib as unknown as ZlibWithZstd;
  const parameter = constants.ZSTD_c_compressionLevel;
  if (zstdCompressSync && createZstdDecompress && parameter !== undefined) {
    return {
      compress: (bytes, level) => zstdCompressSync(bytes, { params: { [parameter]: level } }),
      createDecompress: createZstdDecompress,
    };
  }
  // The name in a variable keeps bundlers from looking for a package that may be missing.
  const name = "zstd-napi";
  try {
    const { compress, DecompressStream } = (await import(name)) as ZstdPackage;
    return {
      compress: (bytes, level) => compress(bytes, { compressionLevel: level }),
      createDecompress: () => new DecompressStream(),
    };
  } catch {
    throw new Error("zstd needs Node 22.15, Deno, or the package zstd-napi beside netcap: use one of them, or gzip");
  }
}
