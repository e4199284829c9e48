import { getOption } from "@bufbuild/protobuf";
import { Kind, record } from "../../ts/gen/netcap/options_pb.ts";
import { type Catalogue, type Entry, isOnRequest } from "./catalogue.ts";

/** The types of records in the order of their numbers, for hosts that need no more of the schema than this. */
export function recordTypes({ file, entries }: Catalogue): string {
  const type = file.enums.find((e) => e.name === "Type");
  const rows = entries.flatMap((entry) => {
    if (!entry.message) return [];
    const number = type?.values.find((v) => v.name === `NC_${entry.name}`)?.number;
    if (number === undefined) throw new Error(`the schema has no number NC_${entry.name} for the record ${entry.name}`);
    return [
      {
        name: entry.name,
        number,
        kind: kindOf(entry),
        decoded: entry.layer !== undefined || getOption(entry.message, record).made,
        onRequest: isOnRequest(entry),
      },
    ];
  });
  rows.sort((a, b) => a.number - b.number);
  return `/** The types of records by number: name, number, kind, whether the core makes them, and whether only when asked to. */
export const recordTypes = [
${rows.map((row) => `  ${JSON.stringify(row)},`).join("\n")}
] as const;
`;
}

function kindOf({ layer, message }: Entry): string {
  const kind = layer || !message ? Kind.LAYER : getOption(message, record).kind;
  return Kind[kind]?.toLowerCase() ?? "layer";
}
