import { describe, expect, test } from "@jest/globals";
import { goLayout } from "../../ts/label/goLayout.ts";
import { readTime } from "../../ts/label/readTime.ts";
import { TimeZone } from "../../ts/label/timeZone.ts";

const zone = (name: string) => TimeZone.of(name) as TimeZone;

describe("a time is read", () => {
  test.each([
    ["RFC 3339", "2024-06-01T12:00:00.123456Z", "UTC", 1717243200123456],
    ["an offset as Suricata writes it", "2024-06-01T12:00:00.123456+0200", "UTC", 1717236000123456],
    ["an offset with a colon, against the zone given", "2024-06-01T12:00:00-03:30", "Europe/Berlin", 1717255800000000],
    ["a zone by its name, in summer", "2024-06-01 12:00:00", "Europe/Berlin", 1717236000000000],
    ["the same zone in winter", "2024-01-01 12:00", "Europe/Berlin", 1704106800000000],
    ["a zone by its offset", "2024-06-01 12:00", "+05:45", 1717222500000000],
    ["the first of two when clocks are put back", "2024-10-27 02:30", "Europe/Berlin", 1729989000000000],
    ["an hour that clocks skip", "2024-03-31 02:30", "Europe/Berlin", 1711848600000000],
    ["fast.log", "06/01/2024-08:00:00.000001", "America/New_York", 1717243200000001],
    ["seconds since 1970", "1717243200.5", "Asia/Tokyo", 1717243200500000],
    ["nanoseconds, cut off", "2024-06-01T12:00:00.123456999Z", "UTC", 1717243200123456],
    ["a day", "2024-06-01", "UTC", 1717200000000000],
    ["a day that does not exist", "2024-02-30 12:00", "UTC", undefined],
    ["an hour that does not exist", "2024-02-03 25:00", "UTC", undefined],
    ["words", "yesterday", "UTC", undefined],
    ["nothing", "", "UTC", undefined],
  ])("%s", (_, text, name, micros) => {
    expect(readTime(text, zone(name))).toBe(micros);
  });
});

test("what is no zone is none", () => {
  expect(["Mars/Olympus", "", "+25:00", "+01:99"].map((name) => TimeZone.of(name))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

describe("a layout of Go reads", () => {
  test.each([
    ["15:04", "9:05", { hour: 9, minute: 5 }],
    ["3:04 PM", "12:30 am", { hour: 0, minute: 30 }],
    ["3:04 PM", "12:30 PM", { hour: 12, minute: 30 }],
    ["03:04:05PM", "01:02:03PM", { hour: 13, minute: 2, second: 3 }],
    [
      "02/01/2006 15:04:05.000",
      "07/04/2017 1:2:3.25",
      { day: 7, month: 4, year: 2017, hour: 1, minute: 2, second: 3, micros: 250000 },
    ],
    ["Monday, January _2 06", "Friday, July  7 17", { month: 7, day: 7, year: 2017 }],
    ["15:04", "9.05", undefined],
    ["15:04", "", undefined],
  ])("%s: %s", (layout, text, parts) => {
    expect(goLayout(layout)(text)).toEqual(parts);
  });

  test("offsets", () => {
    expect(goLayout("2006-01-02T15:04:05Z07:00")("2024-06-01T12:00:00+02:00")?.zone?.name).toBe("+02:00");
  });
});
