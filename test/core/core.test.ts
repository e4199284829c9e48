import { describe, expect, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { wasm } from "../../ts/gen/wasm.ts";

describe("the core", () => {
  test("imports nothing", () => {
    expect(WebAssembly.Module.imports(coreModule())).toEqual([]);
  });

  test("has a memory that cannot grow for ever", () => {
    const { memory } = new WebAssembly.Instance(coreModule()).exports as { memory: WebAssembly.Memory };
    const pages = memory.buffer.byteLength / 65536;
    expect(() => memory.grow(16384 - pages + 1)).toThrow(RangeError);
  });

  test("is smaller than 125 KiB", () => {
    expect(atob(wasm).length).toBeLessThan(125 * 1024);
  });

  test("makes no records that it does not know", () => {
    expect(() => new Core(coreModule(), { records: ["TCP", "Telepathy"] })).toThrow(
      new RangeError('the core makes no record called "Telepathy"'),
    );
  });
});
