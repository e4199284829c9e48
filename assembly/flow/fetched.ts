// Memory is fetched by loading of it before it is wanted; a sum of what was loaded is kept, so that no compiler leaves the loads out.

let sum: u32 = 0;

/** Takes what was loaded. */
// @ts-ignore: decorator
@inline
export function keep(loaded: u32): void {
  sum += loaded;
}
