"""Works out the features of the conversations in features.test.ts, from the definitions in the schema and nothing else.

Prints a JSON object a conversation, without zero values; the test has them as literals. Run: python3 test/flow/features.py
"""
import json
import math

S = 1_000_000_000
# Ethernet, IPv4 and the transport header without options.
TCP, UDP = 14 + 20 + 20, 14 + 20 + 8

# time in ns, direction, bytes of payload, TCP flags, window
CONVERSATIONS = {
    "tcp": (TCP, 20, [
        (0, "f", 0, "S", 64000),
        (20_000_000, "b", 0, "SA", 29000),
        (40_000_000, "f", 0, "A", 500),
        (50_000_000, "f", 100, "PA", 500),
        (90_000_000, "b", 1400, "A", 227),
        (91_000_000, "b", 1400, "A", 227),
        (92_000_000, "b", 1400, "A", 227),
        (93_000_000, "b", 1400, "A", 227),
        (95_000_000, "b", 300, "PA", 227),
        (120_000_000, "f", 0, "A", 490),
        (1 * S + 600_000_000, "f", 80, "PAU", 490),
        (1 * S + 700_000_000, "b", 20, "PAE", 227),
        (8 * S, "f", 40, "PAC", 490),
        (8 * S + 100, "f", 41, "PA", 490),
        (8 * S + 200, "f", 42, "PA", 490),
        (9 * S + 200, "f", 43, "PA", 490),
        (20 * S, "f", 0, "FA", 490),
        (20 * S + 33, "b", 0, "FA", 227),
    ]),
    "one packet": (UDP, 8, [(0, "f", 12, "", 0)]),
    "one instant": (UDP, 8, [(0, "f", 12, "", 0), (0, "b", 100, "", 0)]),
    "one direction": (UDP, 8, [(0, "f", 1, "", 0), (3 * S, "f", 2, "", 0), (4 * S, "f", 6, "", 0)]),
}


def statistics(values):
    if not values:
        return 0, 0, 0, 0
    mean = math.fsum(values) / len(values)
    spread = math.fsum((value - mean) ** 2 for value in values)
    return min(values), mean, max(values), math.sqrt(spread / (len(values) - 1)) if len(values) > 1 else 0


def gaps(times):
    return [b - a for a, b in zip(times, times[1:])]


def bulks(packets, direction):
    """Runs of four packets with payload and more: the packets of each."""
    runs, run = [], []
    for packet in packets:
        if not packet[2]:
            continue
        if packet[1] != direction or (run and packet[0] - run[-1][0] > S):
            runs.append(run)
            run = []
        if packet[1] == direction:
            run = run + [packet]
    return [run for run in runs + [run] if len(run) >= 4]


def features(headers, header, packets):
    out = {}

    def put(prefix, values):
        for name, value in zip(("Min", "Mean", "Max", "Std"), statistics(values)):
            out[prefix + name] = value

    times = [packet[0] for packet in packets]
    duration = times[-1] - times[0]
    rate = lambda amount: amount / (duration / S) if duration else 0
    wire = lambda packet: headers + packet[2]
    out["Duration"] = duration
    out["BytesPerSecond"] = rate(sum(map(wire, packets)))
    out["PacketsPerSecond"] = rate(len(packets))
    out["PayloadPerSecond"] = rate(sum(packet[2] for packet in packets))
    forward = [packet for packet in packets if packet[1] == "f"]
    out["DownUpRatio"] = (len(packets) - len(forward)) / len(forward)
    put("Length", list(map(wire, packets)))
    put("Payload", [packet[2] for packet in packets])
    put("Gap", gaps(times))
    periods, idle = [[times[0], times[0]]], []
    for before, time in zip(times, times[1:]):
        if time - before > 5 * S:
            idle.append(time - before)
            periods.append([time, time])
        periods[-1][1] = time
    put("Active", [end - begin for begin, end in periods])
    put("Idle", idle)
    out["Subflows"] = 1 + sum(gap > S for gap in gaps(times))
    for prefix, direction in (("Fwd", "f"), ("Bwd", "b")):
        own = [packet for packet in packets if packet[1] == direction]
        moments = [packet[0] for packet in own]
        out[prefix + "Packets"] = len(own)
        out[prefix + "Bytes"] = sum(map(wire, own))
        out[prefix + "PayloadBytes"] = sum(packet[2] for packet in own)
        out[prefix + "HeaderBytes"] = header * len(own)
        out[prefix + "HeaderMin"] = header if own else 0
        out[prefix + "DataPackets"] = sum(packet[2] > 0 for packet in own)
        out[prefix + "Begin"] = moments[0] - times[0] if own else 0
        out[prefix + "Duration"] = moments[-1] - moments[0] if own else 0
        out[prefix + "PacketsPerSecond"] = rate(len(own))
        put(prefix + "Length", list(map(wire, own)))
        put(prefix + "Payload", [packet[2] for packet in own])
        put(prefix + "Gap", gaps(moments))
        for flag, letter in zip(("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"), "FSRPAUEC"):
            out[prefix + flag] = sum(letter in packet[3] for packet in own)
        out[prefix + "InitWindow"] = own[0][4] if own else 0
        runs = bulks(packets, direction)
        out[prefix + "Bulks"] = len(runs)
        out[prefix + "BulkPackets"] = sum(map(len, runs))
        out[prefix + "BulkBytes"] = sum(packet[2] for run in runs for packet in run)
        out[prefix + "BulkDuration"] = sum(run[-1][0] - run[0][0] for run in runs)
    return {name: value for name, value in out.items() if value}


for name, conversation in CONVERSATIONS.items():
    print(name, json.dumps(features(*conversation)))
