import { describe, expect, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { wasm } from "../../ts/gen/wasm.ts";
import { ARP, pcap, SYN } from "../host/captureBytes.ts";

describe("the core", () => {
  test("imports nothing", () => {
    expect(WebAssembly.Module.imports(coreModule())).toEqual([]);
  });

  test("has a memory that cannot grow for ever", () => {
    const { memory } = new WebAssembly.Instance(coreModule()).exports as { memory: WebAssembly.Memory };
    const pages = memory.buffer.byteLength / 65536;
    expect(() => memory.grow(16384 - pages + 1)).toThrow(RangeError);
  });

  test("is smaller than 126 KiB", () => {
    expect(atob(wasm).length).toBeLessThan(126 * 1024);
  });

  test("makes no records that it does not know", () => {
    expect(() => new Core(coreModule(), { records: ["TCP", "Telepathy"] })).toThrow(
      new RangeError('the core makes no record called "Telepathy"'),
    );
  });

  test("tells how many connections are open", () => {
    const core = new Core(coreModule());
    // Packets wait for a second before flows take them, a hundred or so at once.
    const capture = pcap(SYN, ...new Array<Uint8Array>(200).fill(ARP));
    core.input.set(capture);
    core.open();
    core.decode(0, capture.length);
    expect(core.openFlows).toBe(2);
    expect(core.flush()).toBeTruthy();
    expect(core.openFlows).toBe(0);
  });
});
