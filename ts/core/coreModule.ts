import { wasm } from "../gen/wasm.ts";

let compiled: WebAssembly.Module | undefined;

/** The core, compiled once. Its bytes are part of the program, so nothing is read or fetched. */
export function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0)));
  return compiled;
}
