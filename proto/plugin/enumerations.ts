import type { DescFile } from "@bufbuild/protobuf";

/** The enumerations that the core shares with its host (netcap/core.proto). */
export function enumerations(files: readonly DescFile[]): string {
  const file = files.find((f) => f.name === "netcap/core");
  if (!file) throw new Error("the schema has no netcap/core.proto");
  return file.enums
    .map((e) => `export const enum ${e.name} {\n${e.values.map((v) => `  ${v.localName} = ${v.number},`).join("\n")}\n}`)
    .join("\n");
}
