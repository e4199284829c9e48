// What is kept of a packet until flows take it, and of a flow until it ends: offsets of fields. Both begin with what a flow is
// known by, which fills a cache line; what most packets of a flow change comes next.

// What a flow is known by. Link addresses are 6 bytes, IPv4 addresses the first 4 of 16, the others zero; PORTS has the source in
// the low 16 bits. LINK, NETWORK and TRANSPORT are layers; PROTOCOL is the IP protocol.
export const HASH: usize = 0;
export const CHAIN: usize = 4;
export const SRC_MAC: usize = 8;
export const DST_MAC: usize = 16;
export const SRC_IP: usize = 24;
export const DST_IP: usize = 40;
export const PORTS: usize = 56;
export const LAYERS_KNOWN: usize = 60;
export const LINK: usize = 60;
export const NETWORK: usize = 61;
export const TRANSPORT: usize = 62;
export const PROTOCOL: usize = 63;
export const KEY_SIZE: usize = 64;

// A packet: its time, bytes on the wire, bytes above the transport header, and of TCP the fields of the header, the flags below the
// length of the header in words; others have no flags.
export const TIME: usize = 64;
export const WIRE: usize = 72;
export const CONTENT: usize = 76;
export const SEQUENCE: usize = 80;
export const ACKNOWLEDGED: usize = 84;
export const FLAGS: usize = 88;
export const WINDOW: usize = 90;
export const HEADER: usize = 92;
export const ABOVE: usize = 94;
/** The layer that the packet is tunnelled in, the identity of that tunnel, and two VLANs: u8, u32, u16, u16. */
export const WITHIN: usize = 95;
export const WITHIN_ID: usize = 96;
export const TAGS: usize = 100;
/** Type and code of ICMP. */
export const MESSAGE: usize = 104;
export const DIGEST_SIZE: usize = 128;

// A flow of any kind: time of its last packet, its place in a queue, when it came there (in ticks) and which one that is, bytes and
// packets of both directions.
export const LAST: usize = 64;
export const PLACE: usize = 76;
export const QUEUED: usize = 80;
export const QUEUE: usize = 84;
export const BYTES: usize = 88;
export const PACKETS: usize = 104;

// A connection has between them where the details of TCP are, the layer above, states of the two ends of TCP, and behind them the
// bytes above the transport header. That is what most packets need; others change what comes next: time of the first packet, the
// tunnel that it lies in, type and code of ICMP.
export const DETAILS: usize = 72;
export const APPLICATION: usize = 85;
export const STATES: usize = 86;
export const PAYLOAD: usize = 112;
export const FIRST: usize = 128;
export const TUNNEL_ID: usize = 136;
export const TUNNEL: usize = 140;
export const ICMP: usize = 142;
/** Of TCP: sequence numbers of the last SYN, FIN and RST of each direction that the history has. */
export const LAST_SYN: usize = 144;
export const LAST_FIN: usize = 152;
export const LAST_RST: usize = 160;
/** Two VLANs. */
export const VLANS: usize = 168;
/** Bytes of a connection, and as many of the details of TCP. */
export const CONNECTION_SIZE: usize = 192;

// The details of TCP: for each direction the sequence number that comes next, the first one, segments that came again and out of
// order, bytes that are missing, letters of the history that were noted.
export const STREAMS: usize = 0;
export const NEXT: usize = 0;
export const FIRST_SEQUENCE: usize = 4;
export const RETRANSMITTED: usize = 8;
export const DISORDERED: usize = 12;
export const MISSING: usize = 16;
export const NOTED: usize = 20;
export const HOLES_KNOWN: usize = 22;
export const STREAM_SIZE: usize = 24;
/** Segments with ACK and PSH, the flags that are frequent, then the sum of all windows. */
export const FREQUENT_FLAGS: usize = 48;
export const WINDOWS: usize = 56;
/** FIN, SYN, RST, URG, ECE, CWR, NS. */
export const RARE_FLAGS: usize = 64;
export const GAPS: usize = 92;
export const ZERO_WINDOWS: usize = 100;
export const HISTORY_LENGTH: usize = 108;
/** Details are made zero up to here; what follows is only looked at as far as a count says that it is filled. */
export const CLEARED: usize = 112;
export const HISTORY: usize = 112;
export const MAX_HISTORY: u32 = 32;
export const HOLES: usize = 144;
export const MAX_HOLES: u32 = 3;

// Link, network and transport flows only have the time of their first packet.
export const TOTAL_FIRST: usize = 112;
export const TOTAL_SIZE: usize = 128;

/** Direction of a packet: 0 from the client, 1 from the server; the fields of a direction lie behind those of the other. */
export type Side = usize;
