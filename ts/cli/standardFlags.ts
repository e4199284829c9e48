import type { FlagTable } from "./tool.ts";

/** The flags that every tool has; `main` answers them, tools never see them. */
export const STANDARD_FLAGS = {
  config: { kind: "string", placeholder: "PATH", complete: "file", description: "read settings from this file" },
  "gen-config": { kind: "boolean", description: "print a config file with all settings and their defaults" },
  help: { kind: "boolean", short: "h", description: "print this text" },
  version: { kind: "boolean", short: "V", description: "print the version" },
} as const satisfies FlagTable;
