import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { afterAll, describe, expect, test } from "@jest/globals";
import { main } from "../../ts/cli/main.ts";
import { util } from "../../ts/cli/util.ts";
import { DNSSchema, OSPFv2Schema, TCPSchema } from "../../ts/gen/netcap_pb.ts";
import { parseIPv6 } from "../../ts/record/addressText.ts";
import { parseRecord } from "../../ts/record/parseRecord.ts";
import { planOf } from "../../ts/record/plan.ts";
import { readRecords } from "../../ts/record/readRecords.ts";
import { AddressCipher } from "../../ts/upkeep/addressCipher.ts";
import { Anonymizer } from "../../ts/upkeep/anonymizeFile.ts";
import { memoryIo } from "../cli/memoryIo.ts";
import { ncap, TCP_HEADER } from "../record/ncapBytes.ts";

/** The key of the sample that the authors of Crypto-PAn published. */
const KEY = Uint8Array.of(
  ...[21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16],
  ...[216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2],
);
const cipher = new AddressCipher(KEY, false);

describe("addresses", () => {
  test.each([
    // From the published sample.
    ["128.11.68.132", "135.242.180.132"],
    ["129.118.74.4", "134.136.186.123"],
    ["130.132.252.244", "133.68.164.234"],
    ["141.223.7.43", "141.167.8.160"],
    ["141.233.145.108", "141.129.237.235"],
    ["::ffff:128.11.68.132", "::ffff:135.242.180.132"],
  ])("%s becomes %s", (address, expected) => {
    expect(cipher.text(address)).toBe(expected);
  });

  test("of IPv6 keep exactly the prefix that they share", () => {
    const bits = (text: string) => [...(parseIPv6(text) ?? [])].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const shared = (a: string, b: string) => [...bits(a)].findIndex((bit, i) => bit !== bits(b)[i]);
    const replaced = (address: string) => cipher.text(address) as string;
    for (const [a, b, length] of [
      ["2001:db8::1", "2001:db8::2", 126],
      ["2001:db8::1", "2001:db8:8000::1", 32],
      ["2001:db8::1", "fe80::1", 0],
    ] as const) {
      expect(shared(a, b)).toBe(length);
      expect(shared(replaced(a), replaced(b))).toBe(length);
    }
  });

  test("of MAC stay of a group or a station, and are locally administered", () => {
    const station = cipher.text("00:00:5e:00:53:01") as string;
    const group = cipher.text("01:00:5e:00:00:01") as string;
    expect(Number.parseInt(station.slice(0, 2), 16) & 3).toBe(2);
    expect(Number.parseInt(group.slice(0, 2), 16) & 3).toBe(3);
    expect(cipher.text("00-00-5E-00-53-01")).toBe(station);
    expect(new AddressCipher(KEY, true).text("00:00:5e:00:53:01")).toMatch(/^00:00:5e:/);
  });

  test.each(["", "example.test", "192.0.2", "192.0.2.256", "192.0.2.1:80", "1::2::3", "1:2:3:4:5:6:7", "::g", "fe80::1%eth0"])(
    "%j is none",
    (text) => {
      expect(cipher.text(text)).toBeUndefined();
    },
  );
});

describe("records", () => {
  test("keep numbers, lose payloads", () => {
    const tcp = create(TCPSchema, {
      Timestamp: 1_500_000_000n,
      SrcPort: 80,
      SYN: true,
      PayloadEntropy: 0.5,
      Payload: new TextEncoder().encode("secret"),
      SrcIP: "128.11.68.132",
      DstIP: "not an address",
      Options: [{ OptionType: 2, OptionLength: 4, OptionData: Uint8Array.of(5, 180) }],
    });
    const bytes = toBinary(TCPSchema, tcp);
    const rewritten = new Anonymizer(planOf(TCPSchema), cipher).rewrite(bytes, 0, bytes.length);
    expect(parseRecord(TCPSchema, rewritten)).toEqual(
      create(TCPSchema, {
        Timestamp: 1_500_000_000n,
        SrcPort: 80,
        SYN: true,
        PayloadEntropy: 0.5,
        SrcIP: "135.242.180.132",
        Options: [{ OptionType: 2, OptionLength: 4 }],
      }),
    );
  });

  test("lose names", () => {
    const bytes = toBinary(DNSSchema, create(DNSSchema, { ID: 7, Questions: [{ Name: "www.example.test", Type: 1 }] }));
    const rewritten = new Anonymizer(planOf(DNSSchema), cipher).rewrite(bytes, 0, bytes.length);
    expect(parseRecord(DNSSchema, rewritten)).toEqual(create(DNSSchema, { ID: 7, Questions: [{ Type: 1 }] }));
  });

  test("have router identifiers replaced as addresses are", () => {
    const bytes = toBinary(OSPFv2Schema, create(OSPFv2Schema, { RouterID: 0x800b4484 }));
    const rewritten = new Anonymizer(planOf(OSPFv2Schema), cipher).rewrite(bytes, 0, bytes.length);
    expect(parseRecord(OSPFv2Schema, rewritten).RouterID).toBe(0x87f2b484);
  });
});

describe("util anonymize", () => {
  const directory = mkdtempSync(join(tmpdir(), "netcap-anonymize-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "TCP.ncap");
  const hexKey = Buffer.from(KEY).toString("hex");
  // SrcIP is 128.11.68.132.
  writeFileSync(file, ncap(TCP_HEADER, "08 01 c2 01 0d 31 32 38 2e 31 31 2e 36 38 2e 31 33 32"));

  test("takes the key from a file or the environment", async () => {
    const keyFile = join(directory, "key");
    writeFileSync(keyFile, `${hexKey}\n`);
    for (const [argv, env] of [
      [["--key-file", keyFile], {}],
      [[], { NC_ANONYMIZATION_KEY: hexKey }],
    ] as const) {
      const out = join(directory, "out.ncap.gz");
      const io = memoryIo({ env });
      expect(await main(util, ["anonymize", file, "-o", out, "--force", ...argv], io)).toBe(0);
      const records = readRecords(out, TCPSchema);
      expect((await records.header()).InputSource).toBe("");
      for await (const { SrcIP } of records) expect(SrcIP).toBe("135.242.180.132");
    }
  });

  test("refuses to work without a key, or with one that is none", async () => {
    const environments: Record<string, string>[] = [{}, { NC_ANONYMIZATION_KEY: "short" }];
    for (const env of environments) {
      const io = memoryIo({ env });
      expect(await main(util, ["anonymize", file, "-o", join(directory, "none.ncap")], io)).toBe(1);
      expect(io.err).toContain("openssl rand -hex 32");
    }
  });
});
