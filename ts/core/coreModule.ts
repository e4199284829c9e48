import { wasm } from "../gen/wasm.ts";

let compiled: WebAssembly.Module | undefined;

/** The core, compiled once. Its bytes are part of the program, so nothing is read or fetched. */
export function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(bytesOf(atob(wasm)));
  return compiled;
}

/** The bytes that the characters of a string stand for. A loop, for `Uint8Array.from` takes longer than compiling them. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
