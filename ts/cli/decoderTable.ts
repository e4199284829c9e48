import { planOf } from "../record/plan.ts";
import { catalogue } from "../record/catalogue.ts";

const made = () => catalogue.filter((type) => type.decoded);

/** The records that capture makes, a line each: name, kind and number of fields. */
export function decoderTable(): string {
  const rows = made().map((type) => [type.name, type.kind, `${planOf(type.desc).columns.length} fields`]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([name = "", kind = "", fields = ""]) => `${name.padEnd(widths[0] ?? 0)}  ${kind.padEnd(widths[1] ?? 0)}  ${fields}\n`).join("");
}

/** The records that capture makes and the names of their fields, as a Markdown table. */
export function overview(): string {
  const rows = made().map((type) => `| ${type.name} | ${planOf(type.desc).columns.length} | ${planOf(type.desc).columns.map((column) => column.name).join(", ")} |\n`);
  return `| record | number of fields | fields |\n|---|---|---|\n${rows.join("")}`;
}
