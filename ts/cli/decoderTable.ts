import { catalogue } from "../record/catalogue.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import { planOf } from "../record/plan.ts";

/** The records that capture makes, with the names of their fields. */
const made = () =>
  catalogue
    .filter((type) => type.decoded)
    .map((type) => ({
      name: type.name,
      kind: type.kind,
      note: type.onRequest ? ", only with --include" : "",
      fields: planOf(descriptorOf(type)).columns.map((column) => column.name),
    }));

/** The records that capture makes, a line each: name, kind, number of fields, and whether it has to be asked for. */
export function decoderTable(): string {
  const rows = made();
  const name = Math.max(...rows.map((row) => row.name.length));
  const kind = Math.max(...rows.map((row) => row.kind.length));
  return rows
    .map((row) => `${row.name.padEnd(name)}  ${row.kind.padEnd(kind)}  ${row.fields.length} fields${row.note}\n`)
    .join("");
}

/** The records that capture makes and the names of their fields, as a Markdown table. */
export function overview(): string {
  const rows = made().map(({ name, fields }) => `| ${name} | ${fields.length} | ${fields.join(", ")} |\n`);
  return `| record | number of fields | fields |\n|---|---|---|\n${rows.join("")}`;
}
