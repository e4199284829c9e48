import { availableParallelism, networkInterfaces } from "node:os";
import { deno, mayUse } from "./deno.ts";

/** The environment variable, or undefined when it is unset or empty, or when Deno was not allowed to read it (it is not asked to). */
export function env(name: string): string | undefined {
  if (!mayUse({ name: "env", variable: name })) return undefined;
  return process.env[name] || undefined;
}

/** All variables whose names begin so, sorted by name; none where Deno was not allowed to read all of the environment. */
export function variables(prefix: string): [name: string, value: string][] {
  if (!mayUse({ name: "env" })) return [];
  const found = Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith(prefix));
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** An address of a network interface. */
export interface InterfaceAddress {
  /** Name of the interface: `eth0`. */
  readonly name: string;
  /** Its link-layer address, all zeros where it has none. */
  readonly mac: string;
  /** The address with the length of its network: `192.0.2.1/24`. */
  readonly address: string;
}

/**
 * The network interfaces of this machine that are up, a line for each of their addresses.
 * @throws {Error} when Deno was not allowed to ask for them
 */
export function interfaces(): InterfaceAddress[] {
  try {
    return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
      addresses.map(({ mac, address, cidr }) => ({ name, mac, address: cidr ?? address })),
    );
  } catch (error) {
    throw new Error("cannot ask for the interfaces: Deno wants --allow-sys=networkInterfaces for it", { cause: error });
  }
}

/** How many threads can run at once, at least 1. */
export function processors(): number {
  return availableParallelism();
}

/** Milliseconds, with fractions, since some moment; never goes back. For measuring how long something takes. */
export function monotonicMs(): number {
  // `performance` would be loaded for this.
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * The moment that files are said to be made at, in nanoseconds since 1970: SOURCE_DATE_EPOCH (seconds) where it is set,
 * so that a run can be repeated byte by byte (https://reproducible-builds.org/specs/source-date-epoch/), otherwise now.
 * @throws {Error} when SOURCE_DATE_EPOCH is no whole number of seconds.
 */
export function creationTime(): bigint {
  const seconds = env("SOURCE_DATE_EPOCH");
  if (seconds === undefined) return BigInt(Date.now()) * 1_000_000n;
  if (/^\d{1,10}$/.test(seconds)) return BigInt(seconds) * 1_000_000_000n;
  throw new Error(`SOURCE_DATE_EPOCH must be a whole number of seconds since 1970, not "${seconds}"`);
}

/** The runtime and its version: `Node 20.20.2`, `Deno 2.9.6`. */
export function runtimeVersion(): string {
  return deno === undefined ? `Node ${process.versions.node}` : `Deno ${deno.version.deno}`;
}
