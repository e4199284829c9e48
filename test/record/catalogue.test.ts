import { expect, test } from "@jest/globals";
import { catalogue, recordTypeByName, recordTypeByNumber } from "../../ts/record/catalogue.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { planOf } from "../../ts/record/plan.ts";

test("the catalogue holds the 71 records of Netcap (Go), the four flow models and those that exist only here, by number", () => {
  const numbers = catalogue.map(({ number }) => number);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(catalogue.length);
  expect(numbers.filter((number) => number < 1000)).toHaveLength(75);
  expect(new Set(catalogue.map(({ fileBase }) => fileBase)).size).toBe(catalogue.length);
  const onRequest = catalogue.filter((type) => type.onRequest).map(({ name }) => name);
  expect(onRequest).toEqual(["Flow", "LinkFlow", "NetworkFlow", "TransportFlow", "FlowFeatures"]);
});

test("a record is found by number, name and file name", () => {
  const tcp = recordTypeByNumber(38);
  expect(tcp).toMatchObject({ name: "TCP", number: 38, fileBase: "TCP", kind: "layer", decoded: true });
  expect(recordTypeByName("tcp")).toBe(tcp);
  expect(recordTypeByName("VRRPv2")).toMatchObject({ name: "VRRPv2", fileBase: "VRRP", decoded: false });
  expect(recordTypeByName("vrrp")).toBe(recordTypeByName("VRRPv2"));
  expect(recordTypeByName("Connection")).toMatchObject({ kind: "flow", decoded: true });
  expect(recordTypeByName("HTTP")).toMatchObject({ kind: "stream", decoded: false });
  expect(recordTypeByName("DeviceProfile")).toMatchObject({ kind: "host" });
  expect(recordTypeByName("Credentials")).toMatchObject({ kind: "finding" });
});

test("what is no record is not found", () => {
  expect(recordTypeByNumber(0)).toBeUndefined();
  expect(recordTypeByNumber(39)).toBeUndefined();
  expect(recordTypeByNumber(999)).toBeUndefined();
  expect(recordTypeByName("TCPOption")).toBeUndefined();
});

test("all fields of all records can be written as text", () => {
  for (const desc of catalogue.map(descriptorOf)) {
    expect(planOf(desc).columns.map(({ name }) => name)).toHaveLength(desc.fields.length);
  }
});
