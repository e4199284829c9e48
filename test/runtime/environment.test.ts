import { afterEach, expect, test } from "@jest/globals";
import { creationTime, env, monotonicMs, processors, runtimeVersion } from "../../ts/runtime/environment.ts";

afterEach(() => {
  delete process.env.SOURCE_DATE_EPOCH;
});

test("creationTime() is now, or what SOURCE_DATE_EPOCH says", () => {
  const before = BigInt(Date.now()) * 1_000_000n;
  expect(creationTime()).toBeGreaterThanOrEqual(before);
  process.env.SOURCE_DATE_EPOCH = "1216384407";
  expect(creationTime()).toBe(1_216_384_407_000_000_000n);
  process.env.SOURCE_DATE_EPOCH = "1.5";
  expect(creationTime).toThrow('SOURCE_DATE_EPOCH must be a whole number of seconds since 1970, not "1.5"');
});

test("env() takes an empty variable for an unset one", () => {
  process.env.NC_ENVIRONMENT_TEST = "x";
  expect(env("NC_ENVIRONMENT_TEST")).toBe("x");
  process.env.NC_ENVIRONMENT_TEST = "";
  expect(env("NC_ENVIRONMENT_TEST")).toBeUndefined();
  delete process.env.NC_ENVIRONMENT_TEST;
  expect(env("NC_ENVIRONMENT_TEST")).toBeUndefined();
});

test("the rest is plausible", () => {
  expect(processors()).toBeGreaterThanOrEqual(1);
  const first = monotonicMs();
  expect(monotonicMs()).toBeGreaterThanOrEqual(first);
  expect(runtimeVersion()).toMatch(/^(Node|Deno) \d+\.\d+\.\d+$/);
});
