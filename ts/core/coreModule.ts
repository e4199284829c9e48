import { wasm } from "../gen/wasm.ts";
import { bytesOfBase64 } from "../runtime/base64.ts";

let compiled: WebAssembly.Module | undefined;

/** The core, compiled once. Its bytes are part of the program, so nothing is read or fetched. */
export function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(bytesOfBase64(wasm));
  return compiled;
}
