import { addressBytes } from "../query/network.ts";

/** Numbers for the addresses of alerts: 1, 2, … The same address has one number, however it is written; 0 means none. */
export class AddressBook {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [""];

  /** The number of an address, a new one where it is seen for the first time; 0 for no text. */
  add(text: string): number {
    if (text === "") return 0;
    const key = canonical(text);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#names.push(text) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** The number of an address, or 0 when no alert has it. */
  find(text: string): number {
    return this.#numbers.get(canonical(text)) ?? 0;
  }

  /** The address with a number, as it was first written. */
  name(number: number): string {
    return this.#names[number] ?? "";
  }
}

/** IPv4 addresses have one form, those of IPv6 many: theirs is that of their bytes. */
function canonical(text: string): string {
  if (!text.includes(":")) return text;
  const bytes = addressBytes(text);
  return bytes ? String.fromCharCode(58, ...bytes) : text.toLowerCase();
}
