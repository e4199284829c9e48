import { formatIPv4, formatIPv6, formatMAC, isMapped, parseIPv4, parseIPv6, parseMAC } from "../record/addressText.ts";
import { blockCipher, keyedHash } from "../runtime/keyed.ts";

const BLOCK = 16;
/** Addresses that are remembered; then all are forgotten, and made anew. */
const REMEMBERED = 1 << 16;
const MULTICAST = 1;
const LOCALLY_ADMINISTERED = 2;

/**
 * Replaces addresses by others, the same ones for the same key.
 *
 * IP addresses are encrypted so that prefixes are kept: two that have their first n bits in common still do afterwards, and no
 * more (Crypto-PAn: Fan, Xu, Ammar and Moon, "Prefix-preserving IP address anonymization", Computer Networks 46, 2004).
 * MAC addresses become a hash.
 */
export class AddressCipher {
  readonly #key: Uint8Array;
  readonly #encrypt: (blocks: Uint8Array) => Uint8Array;
  readonly #pad: Uint8Array;
  readonly #keepOui: boolean;
  readonly #known = new Map<string, string>();

  /**
   * @param key 32 bytes
   * @param keepOui whether MAC addresses keep their first half, which names the vendor (IEEE 802-2014 section 8.2)
   */
  constructor(key: Uint8Array, keepOui: boolean) {
    if (key.length !== 32) throw new RangeError("the key of an anonymization has 32 bytes");
    this.#key = key;
    this.#encrypt = blockCipher(key.subarray(0, 16));
    this.#pad = Uint8Array.from(this.#encrypt(key.subarray(16)));
    this.#keepOui = keepOui;
  }

  /** The text in place of one that is an address and nothing else; undefined when it is none. */
  text(text: string): string | undefined {
    // The longest address that netcap writes has 45 characters.
    if (text.length > 45) return undefined;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const replaced = this.#replaced(text);
    if (replaced === undefined) return undefined;
    if (this.#known.size === REMEMBERED) this.#known.clear();
    this.#known.set(text, replaced);
    return replaced;
  }

  /** The bytes of an IP address, 4 or 16, in place of these. */
  ip(address: Uint8Array): Uint8Array {
    if (address.length === 16 && isMapped(address)) {
      const mapped = Uint8Array.from(address);
      mapped.set(this.ip(address.subarray(12)), 12);
      return mapped;
    }
    const bits = 8 * address.length;
    const blocks = new Uint8Array(bits * BLOCK);
    // Block n is the first n bits of the address, and bits of the pad behind them.
    for (let bit = 0; bit < bits; bit++) {
      const block = blocks.subarray(bit * BLOCK, (bit + 1) * BLOCK);
      block.set(this.#pad);
      const whole = bit >> 3;
      block.set(address.subarray(0, whole));
      const mask = 0xff >> (bit & 7);
      block[whole] = ((address[whole] as number) & ~mask) | ((this.#pad[whole] as number) & mask);
    }
    const encrypted = this.#encrypt(blocks);
    const result = Uint8Array.from(address);
    for (let bit = 0; bit < bits; bit++) {
      const flip = (encrypted[bit * BLOCK] as number) >> 7;
      result[bit >> 3] = (result[bit >> 3] as number) ^ (flip << (7 - (bit & 7)));
    }
    return result;
  }

  /** A MAC address of 6 bytes in place of this one. It stays one of a group or of a station, and counts as made by hand. */
  mac(address: Uint8Array): Uint8Array {
    const hash = keyedHash(this.#key, address);
    const result = Uint8Array.from(hash.subarray(0, 6));
    const [first = 0] = address;
    if (this.#keepOui) result.set(address.subarray(0, 3));
    else result[0] = ((hash[0] as number) & ~MULTICAST) | LOCALLY_ADMINISTERED | (first & MULTICAST);
    return result;
  }

  #replaced(text: string): string | undefined {
    const mac = parseMAC(text);
    if (mac !== undefined) return formatMAC(this.mac(mac));
    const v4 = parseIPv4(text);
    if (v4 !== undefined) return formatIPv4(this.ip(v4));
    const v6 = parseIPv6(text);
    return v6 && formatIPv6(this.ip(v6));
  }
}
