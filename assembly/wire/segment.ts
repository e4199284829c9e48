// Messages that follow one another in TCP segments, which are not reassembled.
import { Layer } from "../gen/layer";
import { claim, left } from "../packet";

/**
 * Declares the layer to be a message of `size` bytes, of which the segment may have only the first ones. Gives what comes behind
 * it: `another` message where the segment goes on.
 */
export function message(size: u32, another: Layer): Layer {
  const there = left();
  claim(min(size, there));
  return size < there ? another : Layer.None;
}
