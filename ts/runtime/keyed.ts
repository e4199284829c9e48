/** Few runs need this module, and every run would wait for it. */
const crypto = () => process.getBuiltinModule("node:crypto");

/** AES-128 of whole blocks, each on its own: only for what is to be scrambled block by block (FIPS 197). */
export function blockCipher(key: Uint8Array): (blocks: Uint8Array) => Uint8Array {
  // One cipher for all: without chaining, no block depends on those before it.
  const cipher = crypto().createCipheriv("aes-128-ecb", key, null);
  cipher.setAutoPadding(false);
  return (blocks) => cipher.update(blocks);
}

/** HMAC-SHA-256 (RFC 2104). */
export function keyedHash(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return crypto().createHmac("sha256", key).update(bytes).digest();
}
