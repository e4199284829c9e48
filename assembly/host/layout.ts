// What is kept of a host, and of each thing that is listed of it: offsets of fields.

/** What a host is known by: a network address of 4 or 16 bytes, or a link address. */
export const enum Kind {
  MAC = 1,
  IPv4 = 4,
  IPv6 = 6,
}

/** The lists of a network address, then those of a device. */
export const enum List {
  SrcPorts,
  DstPorts,
  ContactedPorts,
  Protocols,
  Peers,
  DeviceIPs = 0,
  Contacts = 1,
}
export const LISTS: u32 = 5;

// A host: the next one of its bucket, its neighbours by how long they have been idle, hash, address (the rest of 16 bytes zero), kind,
// of a device whether it forwards for others and how many source addresses it has shown; then the number of its last packet, times of
// its first and last one, packets and bytes, the ends of its lists and what they hold, and how often each had no place.
export const CHAIN: usize = 0;
export const OLDER: usize = 4;
export const NEWER: usize = 8;
export const HASH: usize = 12;
export const ADDRESS: usize = 16;
export const KIND: usize = 32;
export const FORWARDS: usize = 33;
export const SHOWN: usize = 34;
export const NUMBER: usize = 40;
export const FIRST: usize = 48;
export const LAST: usize = 56;
export const PACKETS: usize = 64;
export const BYTES: usize = 72;
export const ENDS: usize = 80;
export const COUNTS: usize = 120;
export const UNLISTED: usize = 136;
export const HOST_SIZE: usize = 176;

// An item of a list: the next one of its bucket and of its list, its host, its list and what kind of thing it is (a transport layer, or
// the kind of an address), which one (an address, a port, a layer), and how often it was seen.
export const ITEM_CHAIN: usize = 0;
export const NEXT: usize = 4;
export const OWNER: usize = 8;
export const SORT: usize = 12;
export const WHICH: usize = 16;
export const ITEM_PACKETS: usize = 32;
export const ITEM_BYTES: usize = 40;
/** In place of its bytes: what is known of a device's address (flags), and the packet that a protocol was last seen in. */
export const KNOWN: usize = 40;
export const SEEN: usize = 40;
export const ITEM_SIZE: usize = 48;
