import { readFileSync } from "node:fs";

/** A difference that is known. */
export interface Listed {
  capture: string;
  /** The columns before the reason, with tabs between them. */
  line: string;
  reason: string;
}

/** Reads a list of differences: tab-separated, a line of column names first, the capture in the first column, the reason in the last. */
export function readList(path: string): Listed[] {
  const lines = readFileSync(path, "utf8").split("\n").slice(1);
  return lines.filter(Boolean).map((text) => {
    const columns = text.split("\t");
    const reason = columns.pop() ?? "";
    return { capture: columns[0] ?? "", line: columns.join("\t"), reason };
  });
}
