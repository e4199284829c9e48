import { readWholeFile } from "../runtime/files.ts";

/** The variable that may hold the key. */
export const KEY_VARIABLE = "NC_ANONYMIZATION_KEY";

const HINT = 'make one with "openssl rand -hex 32 > key" and name it with --key-file';

/**
 * The key of an anonymization: 32 bytes, written as 64 hexadecimal digits. Never taken from the command line, which others see.
 * @param file where it lies, otherwise it is in the environment
 * @throws {Error} when there is none, or it is none
 */
export function anonymizationKey(file: string | undefined, env: (name: string) => string | undefined): Uint8Array {
  const text = file === undefined ? env(KEY_VARIABLE) : new TextDecoder().decode(readWholeFile(file));
  const place = file === undefined ? KEY_VARIABLE : `"${file}"`;
  if (text === undefined) throw new Error(`there is no key: ${HINT}, or put it into ${KEY_VARIABLE}`);
  const digits = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(digits)) throw new Error(`${place} holds no key of 64 hexadecimal digits: ${HINT}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
