// The one allocator: bytes from the end of memory, never given back. What is allocated lives as long as the instance.

const PAGE: usize = 65536;
/** Bytes that a processor loads at once. */
export const CACHE_LINE: usize = 64;
/**
 * Pages that the memory grows by. Those that nothing is stored in take no room, but every time that it grows, the runtime believes
 * that all of it is new, and looks for garbage; at the start that took longer than decoding.
 */
const STEP: i32 = 1024;

let top: usize = __heap_base;

/** Address of `size` fresh zero bytes, at the beginning of a cache line. Traps when the memory limit of the module is reached. */
export function allocate(size: usize): usize {
  const at = (top + CACHE_LINE - 1) & ~(CACHE_LINE - 1);
  top = at + size;
  const have = <usize>memory.size() * PAGE;
  if (top > have) {
    const missing = <i32>((top - have + PAGE - 1) / PAGE);
    const wide = missing <= STEP && memory.grow(STEP) >= 0;
    if (!wide && memory.grow(missing) < 0) unreachable();
  }
  return at;
}
