import { decodeUtf8 } from "./decodeUtf8.ts";
import type { TextBuffer } from "./textBuffer.ts";

/** The C0 and C1 control characters, and DEL: a terminal obeys them. */
const CONTROLS = /\p{Cc}/gu;
const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Appends a string for the eyes of a person: control characters become `\n`, `\r`, `\t` or `\x1b`, so that
 * nothing from a captured packet can move the cursor, ring the bell or start a new line.
 */
export function appendPrintable(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
  const mark = out.length;
  out.reserve(end - start);
  for (let i = start; i < end; i++) {
    const code = bytes[i] as number;
    if (code < 0x20 || code >= 0x7f) {
      out.length = mark;
      out.text(decodeUtf8(bytes, start, end).replace(CONTROLS, escaped));
      return;
    }
    out.byte(code);
  }
}

function escaped(control: string): string {
  return ESCAPES[control] ?? `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
