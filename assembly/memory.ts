// The one allocator: bytes from the end of memory, never given back. What is allocated lives as long as the instance.

const PAGE: usize = 65536;

let top: usize = __heap_base;

/** Address of `size` fresh zero bytes, aligned to 16. Traps when the memory limit of the module is reached. */
export function allocate(size: usize): usize {
  const at = (top + 15) & ~15;
  top = at + size;
  const have = <usize>memory.size() * PAGE;
  if (top > have) {
    if (memory.grow(<i32>((top - have + PAGE - 1) / PAGE)) < 0) unreachable();
  }
  return at;
}
