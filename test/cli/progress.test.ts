import { expect, test } from "@jest/globals";
import { Progress } from "../../ts/cli/progress.ts";
import { memoryIo } from "./memoryIo.ts";

test("Progress shows share, rates and the time left, and clears its line", () => {
  const io = memoryIo({ terminal: true, columns: 100 });
  let now = 5000;
  const progress = new Progress(io.stderr, 100_000_000, () => now);
  now += 500;
  progress.update(10_000_000, 100_000);
  now += 199;
  progress.update(15_000_000, 150_000);
  now += 1301;
  progress.update(50_000_000, 500_000);
  progress.end();
  progress.end();
  expect(io.err.split("\r")).toEqual([
    "",
    " 10%  100,000 packets  200,000/s  20.0 MB/s\x1b[K",
    " 50%  500,000 packets  250,000/s  25.0 MB/s  ETA 2.0 s\x1b[K",
    "\x1b[K",
  ]);
});

test("Progress without a total shows the bytes read, cut to the terminal's width", () => {
  const io = memoryIo({ terminal: true, columns: 30 });
  const progress = new Progress(io.stderr, undefined, () => 0);
  progress.update(2500, 12);
  expect(io.err).toBe("\r2.5 kB  12 packets  0/s  0 B/\x1b[K");
});

test("Progress says nothing where nobody reads it", () => {
  const io = memoryIo();
  const progress = new Progress(io.stderr, 10);
  progress.update(5, 1);
  progress.end();
  expect(io.err).toBe("");
});
