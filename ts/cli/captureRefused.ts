const LIVE = 'live capture is not there yet: pipe it in, as in "tcpdump -i eth0 -U -w - | netcap capture -r - -o records"';

/** Why flags of the original mean nothing here, and their names. */
const REASONS: readonly (readonly [why: string, ...names: readonly string[]])[] = [
  [LIVE, "iface", "interfaces", "promisc", "snaplen", "timeout"],
  ['filter first, as in "tcpdump -r in.pcap -w - port 53 | netcap capture -r - -o records"', "bpf"],
  [
    "buffers and queues have fixed sizes, and memory does not grow with the capture",
    ...["buf", "membuf-size", "pbuf", "sbuf-size", "stream-buffer", "compression-block-size", "free-os-mem"],
  ],
  ["packets are always decoded in full", "opts"],
  ["the capture says with which layer its packets begin", "base"],
  ['choose with "--format" what to write', "proto"],
  ['records are written to files: make JSON Lines with "--format json" and send those where you need them', "unix"],
  [
    'records are not sent to Elasticsearch: make JSON Lines with "--format json" and load those',
    ...["elastic", "elastic-addrs", "elastic-user", "elastic-pass", "elastic-bulk-gopacket", "elastic-bulk-custom"],
    ...["gen-elastic-indices", "kibana"],
  ],
  ["there is no metrics server: the summary has all counts", "metrics"],
  ["records are not labeled yet", "labels", "scatter", "scatter-duration"],
  ['values are scaled over whole files: use "netcap dump --encode zscore" on the records', "encode"],
  ["no plots are drawn: the summary has the packets per second", "pps"],
  ['use the profiler of the runtime, as in "node --cpu-prof dist/capture.js"', "cpuprof", "memprof", "memprofile"],
  ["errors.jsonl says what is wrong with each malformed packet, and errors.pcap holds them", "log-errors"],
  ["the summary has the time that the run took", "time"],
  ["progress is shown where standard error is a terminal", "progress"],
  ["set NC_DEBUG=1 to see more of an internal error", "debug"],
  ['nothing is asked without a terminal, and "--force" answers the only question', "noprompt"],
  ["SIGINT and SIGTERM end a run in good order", "http-shutdown"],
  ["flows are not looked through every so often: they end when they are idle", "conn-flush-interval", "flow-flush-interval"],
  ["flows end by their protocol: see --tcp-idle, --udp-idle, --icmp-idle and --other-idle", "conn-timeout", "flow-timeout"],
  [
    "TCP streams are not reassembled yet",
    "stream-workers",
    ...["reassemble-connections", "reassembly-debug", "tcp-debug", "hexdump", "conns", "wait-conns", "flushevery"],
    ...["checksum", "nooptcheck", "ignorefsmerr", "allowmissinginit", "writeincomplete", "remove-closed-streams"],
    ...["close-pending-timeout", "close-inactive-timeout"],
  ],
  ["files are not extracted yet", "fileStorage"],
  [
    "services and credentials are not looked for yet",
    ...["re2", "reCustom", "bsize", "hbsize", "disable-generic-software-harvester"],
    ...["stop-after-harvester-match", "stop-after-service-match", "stop-after-service-category-miss"],
  ],
  [
    "addresses are not looked up, and devices not profiled yet",
    ...["reverse-dns", "local-dns", "macDB", "ja3DB", "serviceDB", "geoDB", "dpi"],
  ],
  ["there are no custom decoders and analyzers", "ignore-init-errors", "analyzer"],
];

/** The flags of the original's capture that mean nothing here, and why. */
export const REFUSED: Readonly<Record<string, string>> = Object.fromEntries(
  REASONS.flatMap(([why, ...names]) => names.map((name) => [name, why])),
);
