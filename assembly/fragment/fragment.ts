// What follows a header of IP that says that its payload is a fragment.
import { Status } from "../gen/status";
import { flaw, overlong, payloadLength } from "../packet";
import { join, next, wanted } from "./datagrams";

/** Nothing that could be decoded follows. */
const NOTHING: i32 = -1;

/**
 * Joins the payload of the current layer to its datagram. Gives the protocol or next header to go on with, in the datagram where
 * that is whole, or in the fragment where it is the first and all that will ever be seen.
 * @param protocol tells datagrams with the same id apart
 * @param begins what the header says that the datagram begins with
 * @param offset of the fragment in the datagram, in bytes
 * @param more whether it is not the last
 * @param longest that the datagram may be
 */
export function follow(protocol: u32, id: u32, begins: u32, offset: u32, more: bool, longest: u32): i32 {
  // What the capture has cut can never be joined.
  if (!wanted || overlong) return offset ? NOTHING : begins;
  const size = payloadLength();
  if (!size) return NOTHING;
  if (offset + size > longest || (more && size & 7)) {
    flaw(Status.BAD_FRAGMENT, offset + size);
    return NOTHING;
  }
  return join(protocol, id, begins, offset, more) ? next : NOTHING;
}
