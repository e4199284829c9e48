// Texts of what flows are known by.
import { Layer } from "../gen/layer";
import { build, built, putIPv4, putIPv6 } from "../text";
import { lengthOf } from "../word";

/** A network address at an address of the memory; empty where there is no network layer. */
export function address(network: u32, at: usize): u64 {
  if (!network) return 0;
  const to = build();
  return built(to, network == Layer.IPv4 ? putIPv4(to, at) : putIPv6(to, at));
}

/** A text that is given as a word. */
export function word(characters: u64): u64 {
  if (!characters) return 0;
  const to = build();
  store<u64>(to, characters);
  return built(to, to + lengthOf(characters));
}
