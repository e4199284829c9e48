import { expect, test } from "@jest/globals";
import { systemError } from "../../ts/runtime/systemError.ts";

const thrown = (code: string) => Object.assign(new Error(`${code}: of the system`), { code });

test.each([
  ["EACCES", 'cannot read "a.pcap": permission denied'],
  ["EPERM", 'cannot read "a.pcap": the system does not permit it'],
  ["EMFILE", 'cannot read "a.pcap": this process has too many files open'],
  ["EWEIRD", 'cannot read "a.pcap": the system says EWEIRD'],
])("systemError() explains %s and keeps the cause", (code, message) => {
  const cause = thrown(code);
  const error = systemError("read", "a.pcap", cause) as Error;
  expect(error.message).toBe(message);
  expect(error.cause).toBe(cause);
});

test("systemError() names the permission that Deno wants", () => {
  const refusal = (message: string) => Object.assign(new Error(message), { name: "NotCapable" });
  const write = refusal('Requires write access to "/tmp/out", run again with the --allow-write flag');
  expect(systemError("create", "out", write)).toMatchObject({
    message: 'cannot create "out": Deno was started without permission, add --allow-write=out',
  });
  const all = refusal('Requires all access to "/dev/full", run again with the --allow-all flag');
  expect(systemError("write", "/dev/full", all)).toMatchObject({
    message: 'cannot write "/dev/full": Deno was started without permission, add --allow-all',
  });
});

test("systemError() leaves alone what the system did not throw", () => {
  for (const error of [new TypeError("bug"), thrown("ERR_INVALID_ARG_TYPE"), "text", undefined, null]) {
    expect(systemError("read", "a.pcap", error)).toBe(error);
  }
});
