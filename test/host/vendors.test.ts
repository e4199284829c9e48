import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { main } from "../../ts/cli/main.ts";
import { vendorTable } from "../../ts/core/vendorTable.ts";
import { decodeCapture } from "../../ts/decodeCapture.ts";
import { memoryIo } from "../cli/memoryIo.ts";
import { pcapBytes } from "../core/pcapBytes.ts";
import { hex } from "./captureBytes.ts";

/** Senders, and who the registry of the IEEE says they are of; it names these for years. */
const VENDORS: readonly (readonly [address: string, vendor: string | undefined])[] = [
  ["00:00:00:00:00:01", "XEROX CORPORATION"],
  ["00:00:0c:07:ac:01", "Cisco Systems, Inc"],
  ["b8:27:eb:ff:ff:ff", "Raspberry Pi Foundation"],
  ["08:00:27:12:34:56", "PCS Systemtechnik GmbH"],
  ["ac:de:48:00:11:22", "Private"],
  // Blocks of 28 bits, side by side.
  ["00:55:da:4f:ff:ff", "Datapath Limited"],
  ["00:55:da:50:00:00", "Nanoleaf"],
  // Blocks of 36 bits.
  ["70:b3:d5:00:1f:ff", "SOREDI touch systems GmbH"],
  ["70:b3:d5:00:20:00", "Gogo BA"],
  // A part of a divided block that nobody has.
  ["10:06:48:f0:00:00", undefined],
  // Nobody has what is given locally: neither the second address of a Cisco, nor what once was assigned.
  ["02:00:0c:07:ac:01", undefined],
  ["02:60:8c:00:00:01", undefined],
  ["ff:ff:ff:ff:ff:ff", undefined],
  ["01:00:5e:00:00:01", undefined],
];

/** A capture of an ARP request from each. */
const CAPTURE = pcapBytes(
  1,
  VENDORS.map(([address], i) => ({
    time: BigInt(i),
    data: hex(
      `ffffffffffff ${address.replaceAll(":", "")} 0806 0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202`,
    ),
  })),
);

const directory = mkdtempSync(join(tmpdir(), "netcap-vendors-"));
const file = join(directory, "devices.pcap");
beforeAll(() => writeFileSync(file, CAPTURE));
afterAll(() => rmSync(directory, { recursive: true }));

test("a device has the vendor with the longest assignment that fits its address", async () => {
  const found: [string, string | undefined][] = [];
  for await (const record of decodeCapture(CAPTURE, { records: ["DeviceProfile"] })) {
    if (record.$typeName === "types.DeviceProfile") found.push([record.MacAddr, record.DeviceManufacturer || undefined]);
  }
  expect(found).toEqual(VENDORS);
});

test("the table is made only for profiles of devices", async () => {
  expect(await vendorTable(undefined)).toBeUndefined();
  expect(await vendorTable(["IPProfile", "Ethernet"])).toBeUndefined();
  const table = await vendorTable(["Ethernet", "DeviceProfile"]);
  // Tens of thousands of assignments, and their names.
  expect(table?.length).toBeGreaterThan(1e6);
  expect(table?.length).toBeLessThan(3e6);
});

describe("a run of capture", () => {
  /** The only file that a run makes. */
  async function run(format: string, ...argv: string[]): Promise<string> {
    const out = join(directory, "out");
    const io = memoryIo();
    expect(
      await main(capture, ["-q", "-r", file, "-o", out, "--include", "DeviceProfile", "--format", format, ...argv], io),
    ).toBe(0);
    const text = readFileSync(join(out, { csv: "DeviceProfile.csv", json: "DeviceProfile.jsonl" }[format] ?? ""), "utf8");
    rmSync(out, { recursive: true });
    return text;
  }

  test("names the vendors, with any number of workers", async () => {
    const lines = (await run("json")).trim().split("\n");
    const found = lines.map((line) => JSON.parse(line)).map(({ MacAddr, DeviceManufacturer }) => [MacAddr, DeviceManufacturer]);
    expect(found).toEqual(VENDORS);
    for (const workers of ["1", "2", "3"]) expect((await run("json", "--workers", workers)).trim().split("\n")).toEqual(lines);
  });

  test("in CSV, too", async () => {
    const [header, , cisco] = (await run("csv")).split("\n");
    expect(header).toMatch(/^MacAddr,DeviceManufacturer,/);
    expect(cisco).toMatch(/^00:00:0c:07:ac:01,"Cisco Systems, Inc",/);
  });
});
